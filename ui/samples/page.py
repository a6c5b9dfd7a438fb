"""Filled examples of every component for the design page; all people and numbers are invented.

Words stand here in both languages beside each other, as a designer writes them, and are no part
of the translation files. The statement is the worked example of scheme A.
"""

from typing import Any

from ui import charts
from ui.components import (
    Action,
    Badge,
    Cell,
    Column,
    Crumb,
    DueRow,
    Event,
    ExplainedLine,
    Fact,
    Figure,
    Filter,
    Row,
    Step,
    Table,
    Tone,
    TraceStep,
    WorkEntry,
)
from ui.contrast import measured_pairs
from ui.samples import pictures
from ui.samples.form import sample_form
from ui.samples.words import Words


def _badges(w: Words) -> list[Badge]:
    """Return a badge of every tone."""
    rows: list[tuple[str, str, Tone, str]] = [
        ("危急", "Emergency", "urgent", ""),
        ("逾期", "Overdue", "bad", "clock"),
        ("未达标", "Not controlled", "bad", ""),
        ("出院", "Discharged", "warn", "bed"),
        ("今日", "Due today", "warn", "today"),
        ("提示", "Notice", "warn", ""),
        ("达标", "Controlled", "good", ""),
        ("通过", "Passed", "good", ""),
        ("待复核", "Awaiting approval", "info", ""),
        ("未计入", "Not counted", "quiet", ""),
        ("待定", "Pending", "quiet", "clock"),
        ("已冻结", "Frozen", "quiet", "lock"),
    ]
    return [Badge(w(chinese, english), tone, icon) for chinese, english, tone, icon in rows]


def _due(w: Words) -> list[DueRow]:
    """Return rows of the due list, the most urgent first."""
    log = w("记随访", "Log visit")
    label = w("最近四次收缩压，目标低于 140", "Last four systolic readings, target below 140")

    def spark(*values: int, met: bool = False) -> str:
        return charts.sparkline(values, target=140, met=met, label=label)

    return [
        DueRow(
            Badge(w("危急", "Emergency"), "urgent"),
            w("陈德明", "Chen Deming"),
            w("男 58 · 高血压", "M 58 · hypertension"),
            "186/112",
            w("家庭自测 7:20 · 电话未接", "home reading 7:20 · no answer by phone"),
            w("30 分钟内再拨；仍未接联系女儿", "Call again within 30 minutes, then his daughter"),
            "#due",
            spark(152, 158, 166, 186),
            "13800000001",
            "#due",
            w("转诊", "Refer"),
        ),
        DueRow(
            Badge(w("逾期", "Overdue"), "bad", "clock"),
            w("赵建国", "Zhao Jianguo"),
            w("男 62 · 高血压", "M 62 · hypertension"),
            "158/96",
            w("逾期 47 天", "47 days overdue"),
            w("上次 4月14日 门诊；自述间断服药", "Last clinic visit 14 Apr; skips doses, he says"),
            "#due",
            spark(146, 150, 152, 158),
            "13800000002",
            "#due",
            log,
        ),
        DueRow(
            Badge(w("今日", "Due today"), "warn", "today"),
            w("冯国栋", "Feng Guodong"),
            w("男 49 · 高血压", "M 49 · hypertension"),
            "138/88",
            w("今日到期 · 9:30 已预约", "due today · booked 9:30"),
            w("已连续三次达标", "Three readings at target in a row"),
            "#due",
            spark(149, 142, 139, 138, met=True),
            "",
            "#due",
            log,
        ),
    ]


def _lines(w: Words) -> list[ExplainedLine]:
    """Return lines of the statement, one of them open."""
    yuan = w("元", "yuan")
    return [
        ExplainedLine(
            "l-release",
            w("预留返还", "Release of the withhold"),
            "32,711.68",
            w(
                "控制率达到 80 %，预留 20 % 全额返还",
                "Control reached 80 %: the withheld 20 % is released",
            ),
            [TraceStep(w("结果", "Result"), f"32,711.68 {yuan}")],
        ),
        ExplainedLine(
            "l-uplift",
            w("控制率上浮（封顶后）", "Control uplift, after the cap"),
            "5,272.31",
            w("控制率高于 90 %；封顶前 16,355.84", "Control above 90 %; 16,355.84 before the cap"),
            [
                TraceStep(
                    w("条款", "Clause"),
                    w(
                        "签约服务包按人头付费方案 2025 版 第七条第（二）款",
                        "Capitation scheme, version 2025, article 7 (2)",
                    ),
                    w(
                        "上浮与再入院奖励合计不超过基金基数的 15 %",
                        "Uplift and readmission bonus together do not exceed 15 % of the fund base",
                    ),
                ),
                TraceStep(
                    w("公式", "Formula"),
                    w(
                        "封顶额 × 本项封顶前 ÷ 两项封顶前合计",
                        "cap × this line before the cap ÷ both lines before the cap",
                    ),
                    w(
                        "四舍五入到分，余数归最大小数",
                        "Rounded half up to the fen; the remainder goes to the largest fraction",
                    ),
                ),
                TraceStep(w("代入", "With numbers"), "24,533.76 × 16,355.84 ÷ 76,108.93"),
                TraceStep(w("结果", "Result"), f"5,272.31 {yuan}"),
                TraceStep(
                    w("依据", "Source"),
                    w("控制率 467 / 512 = 91.21 %", "Control 467 / 512 = 91.21 %"),
                    w(
                        "打开名单，看到每位居民的末次有效读数",
                        "Opens to the last valid reading of each resident",
                    ),
                    "#lines",
                ),
            ],
            is_open=True,
        ),
        ExplainedLine(
            "l-pending",
            w("再入院奖励", "Readmission bonus"),
            w("待定", "pending"),
            w("住院数据未到，不按 0 计", "Hospital data have not arrived; not counted as 0"),
            [TraceStep(w("结果", "Result"), w("待定", "pending"))],
            badge=Badge(w("待定", "Pending"), "quiet", "clock"),
        ),
        ExplainedLine("l-fund", w("基金合计", "Fund total"), "182,760.77", kind="total"),
        ExplainedLine(
            "l-get",
            w("应得", "You get"),
            "232,845.77",
            w("基金合计 + 个人部分", "Fund total + resident part"),
            kind="result",
        ),
    ]


def _table(w: Words) -> Table:
    """Return residents in and out of a measure."""
    return Table(
        w("计入与未计入的居民", "Residents in and out"),
        [
            Column(w("居民", "Resident")),
            Column(w("结果", "Result")),
            Column(w("理由与依据", "Reason and evidence")),
            Column.number(w("读数", "Reading")),
        ],
        [
            Row(
                [
                    Cell(w("王桂兰", "Wang Guilan"), "#table", w("女 71", "F 71")),
                    Cell(badge=Badge(w("达标", "Controlled"), "good")),
                    Cell(w("末次门诊随访，65 岁起标准", "Last clinic visit, limit from age 65")),
                    Cell(w("146/85 · 12月18日", "146/85 · 18 Dec")),
                ]
            ),
            Row(
                [
                    Cell(w("钱素芬", "Qian Sufen"), "#table", w("女 66", "F 66")),
                    Cell(badge=Badge(w("未测", "Not measured"), "bad", "dash")),
                    Cell(
                        w(
                            "12月6日 来了未测；缺测按未达标",
                            "Seen 6 Dec without a reading; counts as not controlled",
                        )
                    ),
                    Cell(w("无", "none")),
                ]
            ),
            Row(
                [
                    Cell(w("许文山", "Xu Wenshan"), "#table", w("男 78", "M 78")),
                    Cell(badge=Badge(w("未计入", "Not counted"), "quiet")),
                    Cell(w("7月2日 去世，之后无应访", "Died 2 July, no visit due afterwards")),
                    Cell("–"),
                ]
            ),
            Row(
                [
                    Cell(w("合计", "Total")),
                    Cell("467 / 512"),
                    Cell(w("23 人未计入", "23 not counted")),
                    Cell("91.21\N{NO-BREAK SPACE}%"),
                ],
                total=True,
            ),
        ],
    )


def context(language: str) -> dict[str, Any]:
    """Return everything the design page shows, in one language."""
    w = Words(language)
    return {
        "pairs": measured_pairs(),
        "crumbs": [Crumb(w("结算单", "Statements"), "#main"), Crumb("2025")],
        "badges": _badges(w),
        "form": sample_form(w),
        "due": _due(w),
        "lines": _lines(w),
        "table": _table(w),
        "figures": [
            Figure(
                w("控制率", "Control"),
                "91.21",
                "%",
                w("467 / 512 · 区间 88.44–93.37", "467 / 512 · interval 88.44–93.37"),
            ),
            Figure(
                w("再入院奖励", "Readmission bonus"),
                w("待定", "Pending"),
                "",
                w("住院数据未到，不按 0 计", "No hospital data yet; not 0"),
            ),
            Figure(
                w("血压", "Blood pressure"),
                "146/85",
                "mmHg",
                badge=Badge(w("达标", "Controlled"), "good"),
            ),
            Figure(
                w("应得", "You get"),
                "232,845.77",
                w("元", "yuan"),
                w("逐行相加，分文不差", "Adds up to the fen"),
                href="#lines",
            ),
        ],
        "facts": [
            Fact(w("基金合计", "Fund total"), "182,760.77"),
            Fact(w("已预付，12 个月", "Prepaid, 12 months"), "−117,762.05"),
            Fact(w("清算应付", "Clearing due"), "64,998.72", total=True),
        ],
        "steps": [
            Step(
                w("生成", "Computed"),
                "done",
                w("2月6日 02:14", "6 Feb, 02:14"),
                note=w("数据截至 1月31日", "cut-off 31 January"),
            ),
            Step(
                w("退回", "Returned"),
                "returned",
                w("2月24日", "24 Feb"),
                w("周岚", "Zhou Lan"),
                w("缺一项抽查", "one sample missing"),
            ),
            Step(
                w("待复核", "Awaiting approval"),
                "now",
                w("已等 1 天", "for 1 day"),
                w("李卓然提交", "proposed by Li Zhuoran"),
            ),
            Step(w("公示", "Published"), "todo", w("预计 3月20日", "expected 20 Mar")),
        ],
        "events": [
            Event(
                "pen",
                w("门诊随访", "Clinic visit"),
                w("2026年7月30日", "30 Jul 2026"),
                w("146/85 · 空腹 7.8 · 两周后复查", "146/85 · fasting 7.8 · again in two weeks"),
                "info",
                "#trail",
            ),
            Event(
                "heart",
                w("家庭自测", "Home readings"),
                w("7月21日至27日", "21 to 27 Jul"),
                w("均值 143/82 · 9 次", "mean 143/82 · 9 readings"),
            ),
            Event(
                "bed",
                w("住院 11 天", "Hospital, 11 days"),
                w("2025年5月1日", "1 May 2025"),
                w("市一院神经内科", "City hospital, neurology"),
                "bad",
            ),
        ],
        "filters": [
            Filter(w("全部", "All"), "#filters", 26, current=True),
            Filter(w("逾期", "Overdue"), "#filters", 17),
            Filter(w("今日", "Today"), "#filters", 6),
        ],
        "work": [
            WorkEntry(
                w("重复签约", "Signed twice"),
                12,
                "#work",
                w("两个机构同日有效", "valid with two centres on one day"),
            ),
            WorkEntry(
                w("已去世仍在签", "Died, still signed"),
                0,
                "#work",
                w("今天 06:00 核对过", "checked today 06:00"),
            ),
            WorkEntry(w("即将到期", "Expiring"), 31, "#work", w("30 天内到期", "within 30 days")),
            WorkEntry(
                w("足背动脉", "Foot pulse"),
                "",
                "#work",
                w("本年未查", "not checked this year"),
                Badge(w("未查", "Missing"), "bad"),
            ),
        ],
        "empty_action": Action(w("看本周", "See this week"), "#empty", "right"),
        "w": {
            "empty_title": w("今天的都看完了", "Everybody due today has been seen"),
            "empty_text": w("下一位 8 月 3 日到期。", "The next one is due on 3 August."),
            "saved": w("随访已保存。下次 8 月 13 日。", "Visit saved. Next one on 13 August."),
            "change": w("规则集将在 10 月 1 日换版", "The rule set changes on 1 October"),
            "change_text": w(
                "之前的随访仍按当日版本判定。", "Earlier visits keep the version of their day."
            ),
            "sync": w("3 部手机 4 天没有同步", "3 phones have not synchronised for 4 days"),
            "sync_text": w(
                "达标率在 54.7 % 至 60.7 % 之间。", "The rate lies between 54.7 % and 60.7 %."
            ),
            "same": w("提交人不能复核自己的批次", "Who proposed a run cannot approve it"),
            "same_text": w(
                "请另一位复核人打开这一批次。", "Ask another approver to open this run."
            ),
            "hero": "232,845.77",
            "progress": w(
                "正在结算：第 31 / 46 队，约还要 14 秒", "Settling: team 31 of 46, about 14 s left"
            ),
            "paper": w("纸", "Paper"),
        },
        "charts": {
            "waterfall": pictures.waterfall(w),
            "trend": pictures.trend(w),
            "states": pictures.states(w),
            "interval": pictures.interval(w),
        },
    }
