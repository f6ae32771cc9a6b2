"""What a rule is about, in the few words under which lists gather what it found."""

from __future__ import annotations

from app.spec.record import Chapter

TITLES = {
    "org-group-tree": "小组的上级绕回自己",
    "org-group-founded": "分会、小组的成立和撤并日期",
    "org-group-outlives": "上级已撤并，下级还在",
    "org-group-used": "已删除的小组里还有人",
    "org-group-members": "撤并后入会的人还编在组里",
    "org-group-moved": "撤并后还编入小组",
    "org-one-union": "一本台账只记一个工会",
    "org-committee-required": "应当建立工会委员会",
    "org-approval-no": "缺少建会批复",
    "org-joint-units": "联合基层工会的涵盖单位",
    "org-stated-reason": "手填会员数没有理由",
    "org-fulltime-chair": "可以设专职主席",
    "org-women-fulltime": "宜配专职女职工干部",
    "org-employee-director": "董事会、监事会的职工代表",
    "org-headcount-once": "同一天登记了两次职工人数",
    "org-headcount-parts": "职工人数的分项多于总数",
    "org-headcount-stale": "上半年或下半年没有职工人数",
    "org-uscc-format": "工会统一社会信用代码格式",
    "org-uscc-check": "统一社会信用代码校验位",
    "org-unit-uscc": "涵盖单位的信用代码校验位",
    "org-region-code": "行政区划代码",
    "org-legal-cert": "没有办理工会法人登记",
    "org-legal-cert-term": "法人资格证书到期",
    "org-cert-term": "其他证照到期",
    "org-legal-change-30d": "法人变更登记",
    "led-definition": "台账定义读不出来",
    "led-defined": "有记录的台账缺少定义",
    "mem-id-format": "身份证号码格式、出生日期",
    "mem-id-check": "身份证号码校验位",
    "mem-id-unique": "证件号码重复",
    "mem-phone-unique": "几个人登记了同一个电话",
    "mem-sex-birth": "性别、出生日期与证号不一致",
    "mem-code-list": "按代码表填写的列不规范",
    "mem-approve-date": "入会的批准日期和依据",
    "mem-retain-status": "退休、失业未办保留会籍",
    "mem-rosters": "花名册没有按年更新",
    "mem-join-day": "入会日期不对",
    "mem-event-day": "会籍变动日期晚于今天",
    "mem-quit-card": "退会手续不全",
    "mem-expel-procedure": "开除会籍手续不全",
    "mem-transfer-receipt": "转出未收到回执",
    "mem-standing": "会籍变动前后不衔接",
    "mem-left-work": "已离职，会籍未办",
    "mem-work-dates": "入职、离职、合同日期",
    "mem-dues-amount": "会费金额与标准不符",
    "mem-retain-dues": "保留会籍期间收了会费",
    "mem-dues-once": "同一个月的会费登记了两行",
    "mem-unpaid-6m": "连续六个月未交会费",
    "mem-autoquit-procedure": "自动退会条件不齐",
    "dues-receipt-number": "会费收据缺号、重号",
    "dues-receipt-amount": "会费收据金额不符",
    "ext-described": "自定义列丢失",
    "ext-fitting": "自定义列的内容与类型不符",
    "ext-persons": "自定义列写着没有的会员",
}
_CHAPTERS = {"org": Chapter.ORGANIZATION, "led": Chapter.WORK}  # by the first part of the id


def chapter_of(rule_id: str) -> Chapter:
    """The chapter that a rule belongs to; the rest of this handbook is about members."""
    return _CHAPTERS.get(rule_id.partition("-")[0], Chapter.MEMBERS)
