"""会员: the people of the unit, members of the union or not, with their membership as it stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from app.models.base import Record, field
from app.models.members.member_layout import LAYOUT
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Member(Record):
    """One person, and that person's membership (会籍) of this union as it stands.

    Workers who never asked to join stand here too (standing ``worker``): they have no events. When
    somebody works here is said by ``hired_on`` and ``left_on``, the day of leaving, whatever
    becomes of the membership. A person who leaves and comes back is one row with more events.
    ``standing``, ``joined_on`` and ``group_id`` repeat what the events say, so that lists are
    fast; only membership actions set them, and a full verification recomputes them.
    """

    __tablename__ = "member"
    title = "会员"
    chapter = Chapter.MEMBERS
    layout = LAYOUT
    keys = (("id_number",), ("card_no",), ("staff_no",), ("name", "born_on"))
    order = ("group_id", "card_no")
    name_field = "name"
    begins_with = ("joined_on", "standing")  # become the first events
    signers = ("主席", "组织委员", "制表")
    period = "发生时，年度打印"
    retention = "永久"

    name: Mapped[str] = field(
        "姓名",
        Kind.NAME,
        personal=True,
        aliases=("名字", "员工姓名", "职工姓名", "会员姓名"),
        index=True,
    )
    sex: Mapped[str | None] = field("性别", Kind.CHOICE, choices="sex")
    id_type: Mapped[str | None] = field(
        "证件类型",
        Kind.CHOICE,
        choices="id_type",
        aliases=("有效证件类别", "证件类别"),
    )
    id_number: Mapped[str | None] = field(
        "身份证号",
        Kind.ID_NUMBER,
        personal=True,
        aliases=("身份证号码", "证件号码", "公民身份号码", "证件号", "身份证", "有效证件号码"),
        index=True,
    )
    born_on: Mapped[str | None] = field(
        "出生日期",
        Kind.PARTIAL_DATE,
        personal=True,
        aliases=("出生年月", "出生", "生日"),
    )
    ethnicity: Mapped[str | None] = field("民族", Kind.CHOICE, choices="ethnicity")
    political: Mapped[str | None] = field("政治面貌", Kind.CHOICE, choices="political")
    education: Mapped[str | None] = field(
        "学历",
        Kind.CHOICE,
        choices="education",
        aliases=("文化程度", "最高学历"),
    )
    hometown: Mapped[str | None] = field("籍贯", Kind.TEXT, 50)
    marital: Mapped[str | None] = field(
        "婚姻状况", Kind.CHOICE, choices="marital", personal=True, aliases=("婚姻",)
    )
    mobile: Mapped[str | None] = field(
        "手机",
        Kind.PHONE,
        personal=True,
        aliases=("移动电话", "手机号", "手机号码", "联系电话", "电话", "联系方式"),
    )
    email: Mapped[str | None] = field(
        "电子邮箱", Kind.TEXT, 100, personal=True, aliases=("电子邮件", "邮箱", "Email", "E-mail")
    )
    staff_no: Mapped[str | None] = field("工号", Kind.CODE, 20, aliases=("员工编号", "职工编号"))
    department: Mapped[str | None] = field(
        "部门",
        Kind.TEXT,
        50,
        aliases=("部门班组", "部门/班组", "所在部门", "车间", "科室"),
    )
    post: Mapped[str | None] = field(
        "岗位",
        Kind.TEXT,
        50,
        aliases=("职务", "职务/岗位", "岗位(职务)", "工种"),
    )
    employment: Mapped[str | None] = field(
        "就业状况",
        Kind.CHOICE,
        choices="employment",
        aliases=("人员状态", "在岗状态"),
    )
    employment_form: Mapped[str | None] = field(
        "用工形式",
        Kind.CHOICE,
        choices="employment_form",
        aliases=("用工性质", "合同类型"),
    )
    work_unit: Mapped[str | None] = field(
        "工作单位",
        Kind.TEXT,
        100,
        aliases=("单位", "单位名称"),
    )
    hired_on: Mapped[str | None] = field(
        "入职日期",
        Kind.PARTIAL_DATE,
        aliases=("入职时间", "进厂日期", "进单位时间"),
    )
    is_frontline: Mapped[bool | None] = field(
        "一线职工", Kind.YES_NO, aliases=("一线", "是否一线", "是否一线职工", "一线(是/否)")
    )
    contract_from: Mapped[str | None] = field(
        "合同起始日期",
        Kind.PARTIAL_DATE,
        aliases=("劳动合同起始日期", "合同开始日期", "合同起始时间", "劳动合同开始日期"),
    )
    contract_until: Mapped[str | None] = field(
        "合同终止日期",
        Kind.PARTIAL_DATE,
        aliases=("劳动合同终止日期", "合同到期日期", "合同截止日期", "合同终止时间", "合同到期日"),
    )
    left_on: Mapped[str | None] = field(
        "离职日期",
        Kind.PARTIAL_DATE,
        aliases=("离职时间", "离开单位日期", "解除合同日期"),
    )
    left_reason: Mapped[str | None] = field("离职原因", Kind.TEXT, 50, aliases=("离职事由",))
    started_work_on: Mapped[str | None] = field(
        "参加工作时间",
        Kind.PARTIAL_DATE,
        aliases=("参加工作日期", "工作时间"),
    )
    professional_title: Mapped[str | None] = field(
        "职称",
        Kind.TEXT,
        50,
    )
    skill_level: Mapped[str | None] = field(
        "技术等级",
        Kind.CHOICE,
        choices="skill_level",
        aliases=("技能等级", "技能(技术)等级", "技能技术等级"),
    )
    wage_fen: Mapped[int | None] = field(
        "月工资",
        Kind.MONEY,
        personal=True,
        minimum=0,
        unit="元",
        aliases=("工资",),
    )
    card_no: Mapped[str | None] = field(
        "会员证号",
        Kind.CODE,
        20,
        aliases=("会员证号码", "会员证(卡)号", "会员卡号", "会员编号"),
        index=True,
    )
    group_id: Mapped[int | None] = field(
        "工会小组",
        Kind.REFERENCE,
        target="member_group",
        index=True,
        aliases=("所属工会小组", "小组", "所在小组", "部门/小组", "分会"),
    )
    applied_on: Mapped[str | None] = field(
        "申请日期",
        Kind.PARTIAL_DATE,
        aliases=("入会申请日期",),
    )
    approved_on: Mapped[str | None] = field(
        "批准日期",
        Kind.PARTIAL_DATE,
        aliases=("入会批准日期",),
    )
    approval_no: Mapped[str | None] = field(
        "批准依据",
        Kind.TEXT,
        100,
        aliases=("批准文号", "批准会议"),
    )
    joined_on: Mapped[str | None] = field(
        "入会日期",
        Kind.PARTIAL_DATE,
        derived=True,
        aliases=("入会时间", "入会年月"),
    )
    standing: Mapped[str | None] = field(
        "会籍状态",
        Kind.CHOICE,
        choices="standing",
        derived=True,
        aliases=("会籍", "会员状态"),
    )
    monthly_dues_fen: Mapped[int | None] = field(
        "月会费",
        Kind.MONEY,
        minimum=0,
        unit="元",
        aliases=("月交会费", "会费"),
    )
    household: Mapped[str | None] = field(
        "户籍类型",
        Kind.CHOICE,
        choices="household",
        aliases=("户口类型", "户口性质"),
    )
    household_place: Mapped[str | None] = field(
        "户籍所在地",
        Kind.TEXT,
        100,
        personal=True,
        aliases=("户籍地", "户口所在地"),
    )
    is_migrant: Mapped[bool | None] = field(
        "是否农民工",
        Kind.YES_NO,
        aliases=("农民工",),
    )
    is_model_worker: Mapped[bool | None] = field(
        "是否劳模",
        Kind.YES_NO,
        aliases=("劳模",),
    )
    is_hardship: Mapped[bool | None] = field(
        "是否困难职工",
        Kind.YES_NO,
        personal=True,
        aliases=("困难职工",),
    )
    is_disabled: Mapped[bool | None] = field(
        "是否残疾",
        Kind.YES_NO,
        personal=True,
        aliases=("残疾", "残疾人", "残疾职工", "是否残疾人"),
    )
    is_veteran: Mapped[bool | None] = field(
        "是否退役军人",
        Kind.YES_NO,
        aliases=("退役军人", "军转", "军转干部", "复转军人", "复退军人", "是否军转"),
    )
    leaves_on: Mapped[str | None] = field(
        "预计离场日期", Kind.PARTIAL_DATE, aliases=("预计离场", "预计离场时间")
    )
    injury_insurance: Mapped[bool | None] = field(
        "工伤保险", Kind.YES_NO, aliases=("是否参加工伤保险", "工伤保险参保")
    )
    wage_paid_by: Mapped[str | None] = field(
        "工资支付方式", Kind.TEXT, 30, aliases=("工资发放方式",)
    )
    maternity: Mapped[str | None] = field(
        "婚育情况",
        Kind.TEXT,
        100,
        personal=True,
        aliases=("孕产哺乳情况", "孕期产期哺乳期", "婚育状况"),
    )
    checked_up_on: Mapped[str | None] = field(
        "妇科检查日期", Kind.PARTIAL_DATE, personal=True, aliases=("妇检日期", "妇科检查时间")
    )
    mutual_insurance: Mapped[str | None] = field(
        "专项保险（互助）",
        Kind.TEXT,
        50,
        aliases=("专项保险(互助)", "专项保险", "互助保障", "女职工互助保险"),
    )
    new_form: Mapped[str | None] = field(
        "新就业形态",
        Kind.CHOICE,
        choices="new_form",
        aliases=("新就业形态类型",),
    )
    # The handbook (2.7) knows the headings of these two and no list of what may stand under them.
    other_identity: Mapped[str | None] = field("其他身份", Kind.TEXT, 50)
    union_label: Mapped[str | None] = field(
        "工会会员标签", Kind.TEXT, 50, aliases=("会员标签", "工会特殊项标识", "特殊项标识")
    )
    family: Mapped[str | None] = field(
        "家庭主要成员",
        Kind.LONG_TEXT,
        1000,
        personal=True,
        aliases=("家庭主要成员及其工作单位",),
    )
    resume: Mapped[str | None] = field(
        "个人简历",
        Kind.LONG_TEXT,
        2000,
        aliases=("简历", "工作简历"),
    )
    approval_opinion: Mapped[str | None] = field(
        "审批意见",
        Kind.LONG_TEXT,
        500,
        aliases=("基层工会审批意见",),
    )
    note: Mapped[str | None] = field(
        "备注",
        Kind.TEXT,
        200,
    )

    # Search keys, not shown: full pinyin and initials, with every reading of a surname.
    pinyin: Mapped[str | None] = mapped_column(String(200))
    initials: Mapped[str | None] = mapped_column(String(50))

    # The first holds all that the search box looks at, the second all that is counted by standing,
    # so that neither ever reads the rows themselves.
    __table_args__ = (
        Index(
            "ix_member_search",
            "pinyin",
            "name",
            "initials",
            "card_no",
            "mobile",
            "id_number",
            "group_id",
            "retired_at",
        ),
        Index("ix_member_standing", "standing", "retired_at"),
        {"sqlite_autoincrement": True},
    )


def of_member(label: str, *aliases: str, index: bool = True, **meaning: Any) -> MappedColumn[Any]:
    """The person a record is about; it is declared like ``of_member("会员", "姓名")``.

    Args:
        label: what the list of the record calls the person.
        aliases: how other people's workbooks head the column.
        index: off where another index begins with the person.
        meaning: as of :func:`app.models.base.field`.
    """
    return field(
        label,
        Kind.REFERENCE,
        target=Member.__tablename__,
        index=index,
        personal=True,
        aliases=aliases,
        **meaning,
    )
