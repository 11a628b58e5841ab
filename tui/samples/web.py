"""Documents as a government site publishes them: meta tags, navigation around the text, a foot."""

from datetime import datetime

from jinja2 import Environment

from registry.dates import parse_date
from tui.samples.collection import SampleDocument
from tui.samples.office import blocks

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{{ title }} - 兰台区人民政府</title>
<meta name="SiteName" content="兰台区人民政府">
<meta name="SiteDomain" content="www.lantai.example">
<meta name="SiteIDCode" content="2103980001">
<meta name="ColumnName" content="行政规范性文件">
<meta name="ArticleTitle" content="{{ title }}">
{% if published %}<meta name="PubDate" content="{{ published }} 10:12">
{% endif %}<meta name="ContentSource" content="兰台区人民政府办公室">
<script>var a="第一条 页面脚本";</script>
</head>
<body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/gfxwj/">规范性文件</a></div>
<div id="zoom" class="article">
{% for block in blocks %}{% if block is string %}<p>{{ block }}</p>
{% else %}<table>
{% for row in block %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>
{% endif %}{% endfor %}</div>
<div class="footer">主办：兰台区人民政府办公室 网站标识码 2103980001 辽ICP备00000000号 <a href="#">打印</a> <a href="#">关闭</a></div>
</body>
</html>
"""


def html_bytes(document: SampleDocument) -> bytes:
    """The document as a saved page, UTF-8."""
    template = Environment(autoescape=True, trim_blocks=False).from_string(_PAGE)
    day = parse_date(document.ledger.get("公布日期", ""))
    published = datetime.fromisoformat(day).strftime("%Y-%m-%d") if day and len(day) == 10 else ""
    page = template.render(title=title_of(document), published=published, blocks=blocks(document.body))
    return page.encode("utf-8")


def title_of(document: SampleDocument) -> str:
    """The title that the site shows: the body's line that carries the ledger's title, else that title, else
    the first line that reads like one."""
    lines = [line.strip() for line in document.body if line.strip()]
    name = document.ledger.get("文件名称", "")
    wanted = name or "关于"
    titles = [t for t in lines if wanted in t and len(t) < 90 and not t.endswith(("号", "。", "：", "；"))]
    return titles[0] if titles else name or lines[0]
