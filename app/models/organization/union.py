"""The union itself: one card, in the sections of the 工会组织基本情况登记表 (ZZ-01)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Union(Record):
    """The grassroots union (基层工会) whose ledger this is: one row.

    What other records of the ledger tell (headcounts, members, accounts, seals, certificates,
    covered units, groups) is no column here: the card reads it there, so that nothing is asked
    for twice. See :mod:`app.queries.organization.card`.
    """

    __tablename__ = "union_profile"
    title = "工会概况"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "unit_name", "chair_name", "term_ends_on"),
        form=(
            (
                "身份与名称",
                (
                    "name",
                    "renamed_on",
                    "short_name",
                    "uscc",
                    "union_code",
                    "statistics_code",
                    "status",
                ),
            ),
            (
                "类型与归口",
                (
                    "org_kind",
                    "joint_kind",
                    "org_form",
                    "upper_union",
                    "upper_type",
                    "has_party_org",
                    "party_org",
                ),
            ),
            (
                "建会",
                ("build_mode", "prepared_on", "approval_no", "founded_on", "founding_meeting_on"),
            ),
            (
                "所在单位",
                (
                    "unit_name",
                    "unit_uscc",
                    "unit_legal_rep",
                    "unit_kind",
                    "ownership",
                    "industry",
                    "place",
                    "region_code",
                    "address",
                    "moved_on",
                ),
            ),
            (
                "职工与会员",
                ("stated_members", "stated_women", "stated_migrants", "stated_reason"),
            ),
            (
                "工会干部",
                (
                    "cadre_full",
                    "cadre_part",
                    "cadre_seconded",
                    "cadre_social",
                    "has_womens_officer",
                ),
            ),
            (
                "主席与本届",
                (
                    "chair_name",
                    "chair_phone",
                    "chair_mode",
                    "chair_post",
                    "chair_from",
                    "chair_to",
                    "elect_mode",
                    "vice_chairs",
                    "term_no",
                    "term_years",
                    "elected_on",
                    "term_ends_on",
                    "last_congress_on",
                ),
            ),
            (
                "组织机构",
                (
                    "has_committee",
                    "has_audit",
                    "audit_head",
                    "audit_members",
                    "has_women",
                    "women_head",
                    "women_members",
                    "has_supervision",
                    "supervisors",
                    "has_mediation",
                    "mediators",
                ),
            ),
            (
                "民主管理",
                (
                    "has_workers_congress",
                    "congress_term",
                    "congress_last_on",
                    "has_openness",
                    "has_employee_director",
                    "has_employee_supervisor",
                    "has_contract",
                    "contract_signed_on",
                    "contract_ends_on",
                    "congress_word",
                    "openness_word",
                ),
            ),
            ("印章账户阵地", ("has_plate", "has_chair_shown", "floor_area", "home_level")),
            ("联系", ("contact_name", "phone", "email", "postcode", "note")),
        ),
        paper=("name", "unit_name", "chair_name", "term_ends_on"),
    )
    keys = (("name",),)
    name_field = "name"
    signers = ("主席",)
    period = "变更时，每年打印"
    retention = "永久"
    is_single = True

    # 身份与名称
    name: Mapped[str] = field(
        "工会名称（全称）", Kind.TEXT, 100, aliases=("工会全称", "工会名称", "工会名称(全称)")
    )
    renamed_on: Mapped[str | None] = field("名称变更日期", Kind.DATE)
    short_name: Mapped[str | None] = field("工会简称", Kind.TEXT, 50, aliases=("简称",))
    uscc: Mapped[str | None] = field("工会统一社会信用代码", Kind.CODE, 30)
    union_code: Mapped[str | None] = field("工会编码", Kind.CODE, 30)
    statistics_code: Mapped[str | None] = field("统计编码", Kind.CODE, 30)
    status: Mapped[str | None] = field("工会状态", Kind.CHOICE, choices="union_status")

    # 类型与归口
    org_kind: Mapped[str | None] = field(
        "工会组织类型", Kind.CHOICE, choices="org_kind", aliases=("组织类型",)
    )
    joint_kind: Mapped[str | None] = field("联合基层工会形式", Kind.CHOICE, choices="joint_kind")
    org_form: Mapped[str | None] = field("工会组织形式", Kind.CHOICE, choices="org_form")
    upper_union: Mapped[str | None] = field("上级工会名称", Kind.TEXT, 100, aliases=("上级工会",))
    upper_type: Mapped[str | None] = field("上级工会类别", Kind.CHOICE, choices="upper_type")
    has_party_org: Mapped[bool | None] = field("同级党组织是否建立", Kind.YES_NO)
    party_org: Mapped[str | None] = field("同级党组织名称", Kind.TEXT, 100, aliases=("党组织名称",))

    # 建会
    build_mode: Mapped[str | None] = field("建会方式", Kind.CHOICE, choices="build_mode")
    prepared_on: Mapped[str | None] = field("筹备组成立日期", Kind.PARTIAL_DATE)
    approval_no: Mapped[str | None] = field("建会批复文号", Kind.TEXT, 50, aliases=("批准文号",))
    founded_on: Mapped[str | None] = field(
        "建会日期（上级批复）", Kind.PARTIAL_DATE, aliases=("建会日期",)
    )
    founding_meeting_on: Mapped[str | None] = field("成立大会日期", Kind.PARTIAL_DATE)

    # 所在单位
    unit_name: Mapped[str | None] = field("所在单位名称", Kind.TEXT, 100, aliases=("单位名称",))
    unit_uscc: Mapped[str | None] = field(
        "所在单位统一社会信用代码", Kind.CODE, 30, aliases=("单位统一社会信用代码",)
    )
    unit_legal_rep: Mapped[str | None] = field("单位法定代表人/主要负责人", Kind.NAME)
    unit_kind: Mapped[str | None] = field(
        "单位类别（性质）", Kind.CHOICE, choices="unit_kind", aliases=("单位类别", "单位性质")
    )
    ownership: Mapped[str | None] = field("经济类型", Kind.CHOICE, choices="ownership")
    industry: Mapped[str | None] = field(
        "所属行业", Kind.CHOICE, choices="industry", aliases=("行业", "行业代码")
    )
    place: Mapped[str | None] = field(
        "行政区划（省市区街道）", Kind.TEXT, 50, aliases=("行政区划", "所在地")
    )
    region_code: Mapped[str | None] = field("行政区划代码", Kind.CODE, 12)
    address: Mapped[str | None] = field("单位地址", Kind.TEXT, 200, aliases=("地址", "住所"))
    moved_on: Mapped[str | None] = field("地址变更日期", Kind.DATE)

    # 职工与会员, 工会干部; workers and members are counted in their own registers
    cadre_full: Mapped[int | None] = field(
        "专职工会工作人员数", Kind.INTEGER, minimum=0, unit="人", aliases=("专职人数",)
    )
    cadre_part: Mapped[int | None] = field("兼职工会工作人员数", Kind.INTEGER, minimum=0, unit="人")
    cadre_seconded: Mapped[int | None] = field(
        "挂职工会工作人员数", Kind.INTEGER, minimum=0, unit="人"
    )
    cadre_social: Mapped[int | None] = field(
        "社会化工会工作者数", Kind.INTEGER, minimum=0, unit="人"
    )
    has_womens_officer: Mapped[bool | None] = field("专职女职工干部", Kind.YES_NO)
    stated_members: Mapped[int | None] = field("会员数（手填）", Kind.INTEGER, minimum=0, unit="人")
    stated_women: Mapped[int | None] = field("女会员数（手填）", Kind.INTEGER, minimum=0, unit="人")
    stated_migrants: Mapped[int | None] = field(
        "农民工会员数（手填）", Kind.INTEGER, minimum=0, unit="人"
    )
    stated_reason: Mapped[str | None] = field("手填的理由", Kind.TEXT, 100)

    # 主席与本届
    chair_name: Mapped[str | None] = field("工会主席", Kind.NAME, aliases=("主席",))
    chair_phone: Mapped[str | None] = field("主席电话", Kind.PHONE, personal=True)
    chair_mode: Mapped[str | None] = field("主席专兼职", Kind.CHOICE, choices="chair_mode")
    chair_post: Mapped[str | None] = field("主席行政职务", Kind.TEXT, 50)
    chair_from: Mapped[str | None] = field("主席任期起", Kind.PARTIAL_DATE)
    chair_to: Mapped[str | None] = field("主席任期止", Kind.PARTIAL_DATE)
    elect_mode: Mapped[str | None] = field("主席产生方式", Kind.CHOICE, choices="elect_mode")
    vice_chairs: Mapped[str | None] = field("副主席", Kind.TEXT, 100)
    term_no: Mapped[int | None] = field(
        "本届届次", Kind.INTEGER, minimum=1, unit="届", aliases=("届次",)
    )
    term_years: Mapped[int | None] = field(
        "每届任期", Kind.INTEGER, minimum=1, maximum=5, unit="年", aliases=("届期",)
    )
    elected_on: Mapped[str | None] = field("选举日期", Kind.PARTIAL_DATE, aliases=("换届日期",))
    term_ends_on: Mapped[str | None] = field("届满日期", Kind.DATE, aliases=("本届届满日期",))
    last_congress_on: Mapped[str | None] = field("最近一次会员（代表）大会", Kind.DATE)

    # 组织机构
    has_committee: Mapped[bool | None] = field("工会委员会", Kind.YES_NO)
    has_audit: Mapped[bool | None] = field("经费审查委员会", Kind.YES_NO)
    audit_head: Mapped[str | None] = field("经审会主任", Kind.NAME, aliases=("经审主任",))
    audit_members: Mapped[str | None] = field("经审会委员", Kind.TEXT, 200)
    has_women: Mapped[bool | None] = field("女职工委员会", Kind.YES_NO)
    women_head: Mapped[str | None] = field("女职工委员会主任", Kind.NAME, aliases=("女职工主任",))
    women_members: Mapped[str | None] = field("女职工委员会委员", Kind.TEXT, 200)
    has_supervision: Mapped[bool | None] = field("劳动法律监督委员会（员）", Kind.YES_NO)
    supervisors: Mapped[str | None] = field("劳动法律监督员", Kind.TEXT, 200)
    has_mediation: Mapped[bool | None] = field("劳动争议调解组织", Kind.YES_NO)
    mediators: Mapped[str | None] = field("劳动争议调解员", Kind.TEXT, 200)

    # 民主管理
    has_workers_congress: Mapped[bool | None] = field("职代会制度", Kind.YES_NO)
    congress_term: Mapped[str | None] = field("职代会届次", Kind.TEXT, 30)
    congress_last_on: Mapped[str | None] = field("职代会最近召开日期", Kind.DATE)
    has_openness: Mapped[bool | None] = field("厂务公开制度", Kind.YES_NO)
    has_employee_director: Mapped[bool | None] = field("董事会有职工代表", Kind.YES_NO)
    has_employee_supervisor: Mapped[bool | None] = field("监事会有职工代表", Kind.YES_NO)
    has_contract: Mapped[bool | None] = field("集体合同", Kind.YES_NO)
    contract_signed_on: Mapped[str | None] = field("集体合同签订日期", Kind.DATE)
    contract_ends_on: Mapped[str | None] = field(
        "集体合同到期日期", Kind.DATE, aliases=("集体合同有效期",)
    )
    congress_word: Mapped[str | None] = field(
        "职工代表大会的叫法", Kind.CHOICE, choices="congress_word"
    )
    openness_word: Mapped[str | None] = field(
        "公开制度的叫法", Kind.CHOICE, choices="openness_word"
    )

    # 印章账户阵地; seals, accounts and certificates are registers of their own
    has_plate: Mapped[bool | None] = field("工会牌子（亮牌子）", Kind.YES_NO, aliases=("工会牌子",))
    has_chair_shown: Mapped[bool | None] = field("主席亮身份", Kind.YES_NO)
    floor_area: Mapped[int | None] = field("活动场所面积", Kind.INTEGER, minimum=0, unit="平方米")
    home_level: Mapped[str | None] = field("职工之家称号级别", Kind.CHOICE, choices="home_level")

    # 联系
    contact_name: Mapped[str | None] = field("联系人", Kind.NAME)
    phone: Mapped[str | None] = field("联系电话", Kind.PHONE, aliases=("电话",))
    email: Mapped[str | None] = field("电子邮箱", Kind.TEXT, 100)
    postcode: Mapped[str | None] = field("邮编", Kind.CODE, 6, aliases=("邮政编码",))
    note: Mapped[str | None] = field("备注", Kind.LONG_TEXT, 500)
