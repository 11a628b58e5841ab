"""Web pages in the layouts of government sites: a known container each, and pages that have none."""

import html
from collections.abc import Callable

from corpus.readers.errors import Empty, NotReadable, TooLarge
from tests.corpus.readers.made.base import ARTICLE, NUMBER, TITLE, Fixture

_NAVIGATION = (
    '<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li>'
    '<li><a href="/hd">互动交流</a></li></ul></div><div class="crumb">当前位置：<a href="/">首页</a> &gt; '
    '<a href="/zwgk">政务公开</a> &gt; 规范性文件</div>'
)
_SIDE = (
    '<div class="side"><h3>相关链接</h3><ul>'
    + "".join(
        f'<li><a href="/{n}">关于印发云岭区第{n}号实施细则的通知</a><span>2023-01-0{n}</span></li>'
        for n in range(1, 7)
    )
    + "</ul></div>"
)
_FOOTER = (
    '<div class="footer"><p>主办单位：云岭区人民政府办公室　承办单位：云岭区大数据中心　版权所有</p><p>辽ICP备00000000号　'
    '网站标识码2103999999</p></div><script>var s="第九条 脚本里的文字";</script>'
)
_TOOLS = '<div class="share">分享到：<a>微信</a><a>微博</a></div><p>【字体：大 中 小】</p><p>【打印本页】 【关闭窗口】</p>'
_METAS = (
    f'<meta content="{TITLE}" name="ArticleTitle"><meta name="PUBDATE" content="2023-06-12 09:30">'
    '<meta name="ContentSource" content="区政府办公室"><meta name="SiteName" content="云岭区人民政府">'
)
_TABLE = (
    '<table class="xxgk"><tr><td><b>索 引 号：</b></td><td>YL001/2023-00017</td><td>发文机构：</td><td>云岭区人民政府办公室</td></tr>'
    f"<tr><td>文　号：</td><td>{NUMBER}</td><td>成文日期：</td><td>2023年6月9日</td></tr>"
    f'<tr><td>标　　题：</td><td colspan="3">{TITLE}</td></tr>'
    "<tr><td>发布日期：</td><td>2023年6月12日</td><td>时 效 性：</td><td>有效</td></tr><tr><td>主题词：</td><td></td></tr></table>"
)
FACTS = {
    "索引号": "YL001/2023-00017", "发文机关": "云岭区人民政府办公室", "发文字号": NUMBER, "成文日期": "2023年6月9日",
    "发布日期": "2023年6月12日", "有效性": "有效",
}  # fmt: skip
_ELSEWHERE = (
    "首页",
    "政务公开 >",
    "相关链接",
    "实施细则",
    "ICP备",
    "主办单位",
    "脚本里",
    "打印",
    "字体",
    "分享",
    "微信",
    "索引号",
    "索 引 号",
)


def _p(lines: tuple[str, ...]) -> str:
    return "\r\n".join(
        f'<p align="justify"><span><font face="仿宋">　　{html.escape(x[:7])}</font></span><span>{html.escape(x[7:])}</span></p>'
        for x in lines
    )


def _page(body: str, head: str = "") -> str:
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
        f"\r\n<html><head>{head}<title>{TITLE}_云岭区人民政府</title></head><body>{body}</body></html>"
    )


def _trs() -> str:
    """TRS: element table above, editor container with its own style sheet."""
    return _page(
        f"{_NAVIGATION}<div class=main>{_TABLE}<h1>{TITLE}</h1>{_TOOLS}<div class='TRS_Editor'><style>.x{{}}</style>{_p(ARTICLE)}</div>{_SIDE}</div>{_FOOTER}",
        _METAS,
    )


def _ucap() -> str:
    """UCAP: the container is a table cell; the element table is a list."""
    items = "".join(f"<li><span>{k}：</span><em>{v}</em></li>" for k, v in FACTS.items())
    return _page(
        f"{_NAVIGATION}<ul class='infolist'>{items}</ul><table><tr><td id='UCAP-CONTENT'>{_p(ARTICLE)}</td></tr></table>{_SIDE}{_FOOTER}"
    )


def _zoom() -> str:
    """Tables for the layout, lines parted by <br>, the byline under the title."""
    lines = "<br>\r\n".join("&nbsp;&nbsp;&nbsp;&nbsp;" + html.escape(x) for x in ARTICLE[1:])
    return _page(
        f"{_NAVIGATION}<table width=960><tr><td>{_TABLE}</td></tr><tr><td class=bt>{TITLE}</td></tr>"
        "<tr><td>发布时间：2023-06-12 09:30　来源：区政府办公室　浏览次数：<span id=hits>88</span></td></tr>"
        f"<tr><td id=zoom>{lines}<br>{_TOOLS}</td><td width=200>{_SIDE}</td></tr></table>{_FOOTER}"
    )


def _vsb() -> str:
    """The whole page is a form; the article's container is within a named box."""
    rows = "".join(
        f"<div class='row'><label>{k}</label><div>{v}</div></div>"
        for k, v in (
            ("[索 引 号]", "YL001/2023-00017"),
            ("[发文机关]", "云岭区人民政府办公室"),
            ("[发文字号]", NUMBER),
            ("[成文日期]", "2023年6月9日"),
            ("[公布日期]", "2023年6月12日"),
            ("[有效性]", "有效"),
        )
    )
    rows = rows.replace("]</label>", "]：</label>")
    return _page(
        f"{_NAVIGATION}<form action=x>{rows}<div id='vsb_content_2'><div class='v_news_content'>{_p(ARTICLE)}</div></div><div>上一条：<a>甲</a> 下一条：<a>乙</a></div></form>{_FOOTER}",
        _METAS,
    )


def _pages() -> str:
    """As on the central site since 2019: the table beside the article, its rows in a definition list."""
    rows = "".join(f"<dt>{k}：</dt><dd>{v}</dd>" for k, v in FACTS.items())
    return _page(
        f"{_NAVIGATION}<dl>{rows}</dl><div class='pages_content mhide'>{_p(ARTICLE)}</div><div class='pages_print'>【我要纠错】 责任编辑：某某</div>{_SIDE}{_FOOTER}",
        _METAS,
    )


def _plain() -> str:
    """No known name anywhere: nested tables, a centred title, paragraphs that are never closed."""
    body = f'<p style="text-align:center"><b>{TITLE}</b></p>' + "".join(
        f"<p>{html.escape(x)}<p>" for x in ARTICLE[1:]
    )
    return _page(
        f"{_NAVIGATION}<table><tbody><tr><td>{_TABLE}<table><tr><td>{body}</td></tr></table></td></tr></table>{_SIDE}{_FOOTER}"
    )


def _word() -> str:
    """Saved by Word: generated class names, hidden marks, a conditional comment, list labels as text."""
    body = "".join(
        f"<p class=MsoNormal style='text-indent:2em'><span lang=EN-US style='mso-spacerun:yes'> </span>{html.escape(x)}<o:p></o:p></p>"
        for x in ARTICLE
    )
    hidden = "<p class=MsoNormal><span style='display:none;mso-hide:all'>第九条　已隐藏</span></p>"
    return _page(
        f"<div class=WordSection1><!--[if gte mso 9]><xml>第九条</xml><![endif]-->{body}{hidden}</div>",
        "<style>p{}</style>",
    )


def _lines_at_head() -> str:
    """The trail of links and the elements stand as paragraphs inside the article."""
    head = (
        "<p>首页 &gt; 政务公开 &gt; 政府文件</p><p>索 引 号：YL001/2023-00017　　发文机关：云岭区人民政府办公室</p>"
        f"<p>文&nbsp;&nbsp;号：{NUMBER}&nbsp;&nbsp;&nbsp;有效性：有效</p><p>成文日期：2023年6月9日　　发布日期：2023年6月12日</p>"
    )
    return _page(
        f"<div class=article-content>{head}{_p(ARTICLE)}<p>【打印】【关闭】</p><p>扫一扫在手机打开当前页</p></div>{_FOOTER}",
        '<meta name="ArticleTitle" content="首页 &gt; 政务公开 &gt; 政府文件">',
    )


_LAYOUTS: dict[str, tuple[Callable[[], str], dict[str, str]]] = {
    "trs": (_trs, FACTS), "ucap": (_ucap, FACTS), "zoom": (_zoom, FACTS), "vsb": (_vsb, FACTS), "pages": (_pages, FACTS),
    "plain": (_plain, FACTS), "word": (_word, {}), "head": (_lines_at_head, FACTS),
}  # fmt: skip
#: name → (encoding, what the page declares).
_DECLARED = {
    "utf8": ("utf-8", '<meta charset="utf-8">'),
    "utf8-无声明": ("utf-8", ""),
    "gbk-声明gb2312": ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
    "gbk-无声明": ("gb18030", ""),
    "gbk-误称utf8": ("gb18030", '<meta charset="utf-8">'),
    "utf8-误称gbk": ("utf-8", '<meta charset="gbk">'),
}


def _layout(layout: str, declared: str) -> Fixture:
    build, facts = _LAYOUTS[layout]
    encoding, declaration = _DECLARED[declared]
    return Fixture(
        f"{layout}-{declared}.html",
        lambda: build().replace("<head>", "<head>" + declaration).encode(encoding),
        format="html",
        texts=ARTICLE,
        lacks=_ELSEWHERE,
        metadata=facts,
        detail=encoding,
        silent=True,
    )


def _article(inside: str) -> Callable[[], bytes]:
    return lambda: _page(f'<div id="zoom"><p>{ARTICLE[3]}</p>{inside}</div>').replace(TITLE, "").encode()


FIXTURES = (
    *(_layout(layout, declared) for layout in _LAYOUTS for declared in _DECLARED),
    Fixture(
        "繁体-big5.html",
        lambda: "<html><head><meta charset=big5></head><body><p>雲嶺區人民政府辦公室關於印發管理辦法的通知</p><p>第一條　本辦法自發布之日起施行。</p></body></html>".encode("big5"),
        texts=("雲嶺區人民政府辦公室關於印發管理辦法的通知", "第一條　本辦法自發布之日起施行。"),
    ),
    Fixture("utf16.html", lambda: b"\xff\xfe" + _trs().encode("utf-16-le"), texts=ARTICLE, metadata=FACTS),
    Fixture(
        "戳记.html",
        lambda: _trs().replace("<h1>", "<p class=state>【已失效】　索引号：YL001</p><h1>").replace("时 效 性：", "备　　注：").encode(),
        metadata={"有效性": "已失效"},
    ),
    Fixture("metas.html", lambda: _trs().encode(), metadata={"ArticleTitle": TITLE, "PubDate": "2023-06-12 09:30", "ContentSource": "区政府办公室", "SiteName": "云岭区人民政府"}),
    Fixture("标题在外.html", lambda: _page(f"<h1>{TITLE}</h1><div id=zoom>{_p(ARTICLE[2:])}</div>").encode(), texts=(TITLE, *ARTICLE[2:])),
    Fixture("标题只在窗口.html", lambda: _page(f"<div id=zoom>{_p(ARTICLE[2:])}</div>").encode(), texts=(TITLE, *ARTICLE[2:])),
    Fixture(
        "合并单元格.html",
        _article("<table><tr><th>序号</th><th>事项</th><th>标准</th></tr><tr><td rowspan=2>1</td><td>甲</td><td>轻微</td></tr><tr><td>乙</td><td>一般</td></tr><tr><td>2</td><td colspan=2>合并</td></tr></table>"),
        texts=(ARTICLE[3], "序号\t事项\t标准\n1\t甲\t轻微\n\t乙\t一般\n2\t合并"),
    ),
    Fixture("有序列表.html", _article("<ol><li>甲事项</li><li>乙事项</li><li value=5>戊事项</li></ol><ol style='list-style-type:cjk-ideographic' start=2><li>丙</li></ol><ul><li>丁</li></ul>"), texts=(ARTICLE[3], "1. 甲事项", "2. 乙事项", "5. 戊事项", "二、丙", "丁")),
    Fixture("源码换行.html", _article("<p>任何单位和个人\r\n      不得擅自\r\n占用。A\nB</p>"), texts=(ARTICLE[3], "任何单位和个人不得擅自占用。A B")),
    Fixture("预排.html", _article("<pre>第一行\n第二行</pre>"), texts=(ARTICLE[3], "第一行", "第二行")),
    Fixture("附件链接.html", _article('<p>附件：<a href="/files/P0202306.docx">申请表</a> <a href="x/%E6%B8%85%E5%8D%95.xls?v=1"></a> <a href="/a.html">解读</a></p>'), attachments=("申请表", "清单.xls")),
    Fixture("文号是列名.html", _article("<table><tr><td>文件名称</td><td>文号</td><td>发布日期</td></tr><tr><td>甲办法</td><td>云政发〔2011〕2号</td><td>2011-02-03</td></tr><tr><td>乙办法</td><td>云政发〔2012〕5号</td><td>2012-05-06</td></tr></table>"), contains=("甲办法\t云政发〔2011〕2号\t2011-02-03",)),
    Fixture("会议时间.html", lambda: _page(f"<div id=zoom><p>{TITLE}</p><p>时间：2023年6月12日</p>{_p(ARTICLE[1:])}</div>").encode(), contains=("时间：2023年6月12日",)),
    Fixture("正文里的标签.html", _article("<p>申请人提交材料时应当注明下列内容，并对其真实性负责，不得隐瞒。</p><p>标题：不超过三十字</p><p>时间：每月五日前</p>"), contains=("标题：不超过三十字", "时间：每月五日前")),
    Fixture("两段容器.html", lambda: _page(f'<div class="TRS_Editor">{_p(ARTICLE[:6])}</div><div class="TRS_Editor">{_p(ARTICLE[6:])}</div>{_SIDE}').encode(), texts=ARTICLE, lacks=("相关链接",)),
    Fixture("控制符实体.html", _article("<p>甲&#1;<span class=share>x</span>乙&#x1b;[0m&#8238;</p>"), contains=("甲乙[0m",), warns=("改变文字方向",)),
    Fixture("主办承办.html", _article("<p>主办单位：区文旅局　承办单位：区文化馆</p><p>位置：人民路12号</p>"), contains=("主办单位：区文旅局", "位置：人民路12号")),
    Fixture("期间标题.html", lambda: "<html><head><title>云岭区2023—2025年电子政府建设规定-云岭区人民政府</title></head><body><div id=zoom><p>第一条　为了加强电子政府建设，根据有关规定，制定本规定，请遵照执行。</p></div></body></html>".encode(), contains=("云岭区2023—2025年电子政府建设规定\n第一条",)),
    Fixture("表头单元格.html", lambda: _page(f"<table><tr><th>索引号</th><td>YL001/2023-00017</td><th>发文字号</th><td>{NUMBER}</td></tr></table><div id=zoom>{_p(ARTICLE)}</div>").encode(), texts=ARTICLE, metadata={"索引号": "YL001/2023-00017", "发文字号": NUMBER}),
    Fixture("发布时间.html", lambda: _page(f"<div id=zoom><p>{TITLE}</p><p>发布时间：2023-06-12 15:20</p>{_p(ARTICLE[1:])}</div>").encode(), texts=ARTICLE, metadata={"页面时间": "2023-06-12 15:20"}),
    Fixture("空.html", lambda: b"<html><head><title></title></head><body><script>x</script></body></html>", error=Empty),
    Fixture("框架.html", lambda: b'<html><body><iframe src="a.htm"></iframe></body></html>', error=Empty),
    Fixture("标记不关.html", _article("<font>" * 900 + "<p>第一条　深处</p>"), contains=("第一条　深处",)),
    Fixture("嵌套过深.html", lambda: ("<div>" * 50_000 + "第一条　深处" + "</div>" * 50_000).encode(), error=NotReadable),
    Fixture("图片很大.html", lambda: (_trs().replace("<h1>", '<img src="data:image/png;base64,' + "A" * (11 << 20) + '"><h1>')).encode(), texts=ARTICLE),
    Fixture("过大.html", lambda: b"<html><body><p>" + "条".encode() * (4 << 20) + b"</p></body></html>", error=TooLarge),
)  # fmt: skip
