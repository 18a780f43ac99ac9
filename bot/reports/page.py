"""The shell of a report: one self-contained page, calm, for light and dark screens and for paper."""

from __future__ import annotations

from bot.reports.markup import Markup, join, tag

_STYLE = Markup("""
:root { color-scheme: light dark; --ink: #1d2329; --dim: #56616c; --paper: #fff; --line: #c9d0d6; --head: #f1f4f6;
  --region: #d3e5f6; --kommun: #d8ecd2; --both: #e6dcf3; --routine: #ece7d6; --not_settled: #f8e3c8; --gap: #fff;
  --depends: #eef0f2; --bar: #2f6594; --track: #e4e9ed; }
@media screen and (prefers-color-scheme: dark) { :root {
  --ink: #e8ebee; --dim: #a9b3bc; --paper: #15191d; --line: #444d55; --head: #20262b;
  --region: #1c3a56; --kommun: #22432a; --both: #3d2f57; --routine: #43401f; --not_settled: #55391a; --gap: #15191d;
  --depends: #2b3238; --bar: #86b6dd; --track: #2b3238; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 80rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; } h2 { font-size: 1.45rem; margin: 3rem 0 .5rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .4rem; } p, ul { max-width: 46rem; margin: .4rem 0; } ul { padding-left: 1.2rem; }
ul.wide { max-width: none; columns: 2 26rem; column-gap: 3rem; } ul.wide li { break-inside: avoid; }
li { margin: .25rem 0; } .dim { color: var(--dim); font-size: .92rem; } a { color: inherit; }
.scroll { overflow-x: auto; margin: 1rem 0; } .scroll:focus-visible { outline: 3px solid var(--dim); outline-offset: 3px; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.35; }
caption { text-align: left; padding: 0 0 .5rem; color: var(--dim); } th { background: var(--head); font-weight: 600; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
tbody th { font-weight: 500; min-width: 9rem; } td small { display: block; color: var(--ink); opacity: .85; }
.sign { display: inline-block; min-width: 1.1em; } .number { text-align: right; white-space: nowrap; }
.map td { text-align: center; } .map thead th { vertical-align: bottom; hyphens: auto; }
dl.key { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .8rem 0; font-size: .9rem; }
dl.key div { display: flex; gap: .4rem; align-items: baseline; } dl.key dd { margin: 0; color: var(--dim); }
dl.key dt { padding: 0 .4rem; border: 1px solid var(--line); }
.region { background: var(--region); } .kommun { background: var(--kommun); } .both { background: var(--both); }
.routine { background: var(--routine); } .not_settled { background: var(--not_settled); } .gap { background: var(--gap); }
.depends { background: var(--depends); }
dl.brief { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: .8rem;
  margin: 1rem 0 2rem; }
dl.brief div { border: 1px solid var(--line); border-radius: .3rem; padding: .6rem .8rem; break-inside: avoid; }
dl.brief dt { color: var(--dim); font-size: .92rem; line-height: 1.35; }
dl.brief dd { margin: .2rem 0 0; font-size: 1.25rem; font-weight: 600; line-height: 1.3; }
table.figures { width: auto; min-width: min(100%, 24rem); } .figures thead th + th { text-align: right; }
td.dim { font-size: inherit; }
svg.chart { display: block; max-width: 46rem; margin: 1rem 0; overflow: visible; font-size: .92rem; break-inside: avoid; }
.chart text { fill: var(--ink); } .chart .figure { text-anchor: end; font-variant-numeric: tabular-nums; }
.chart .bar { fill: var(--bar); } .chart .track { fill: var(--track); }
h1, h2, h3 { break-after: avoid; overflow-wrap: break-word; }
@media (forced-colors: active) { .chart .bar { fill: CanvasText; } .chart .track { fill: Canvas; } }
@media print { :root { color-scheme: light; } body { padding: 0; max-width: none; font-size: 10pt; } h2 { break-before: page; }
  h2.first { break-before: auto; } svg.chart { font-size: 8pt; }
  tr, li { break-inside: avoid; } .scroll { overflow: visible; } nav { display: none; }
  table { font-size: 7.5pt; } th, td { padding: 2px 4px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  @page { size: A4 landscape; margin: 12mm; } }
""")


def page(title: str, *content: str) -> str:
    """The whole document."""
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", title),
        tag("style", _STYLE),
    )
    return "<!doctype html>\n" + tag("html", head, "\n", tag("body", tag("main", join(*content))), lang="sv") + "\n"


def table(caption: str, heads: list[str], rows: list[Markup], class_: str | None = None) -> Markup:
    """A table with a caption and heads for its columns, in a frame that scrolls sideways where it is too wide."""
    top = tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads)))
    whole = tag("table", tag("caption", caption), top, tag("tbody", *rows), class_=class_)
    return tag("div", whole, class_="scroll", role="region", aria_label=caption, tabindex="0")


def bullets(items: list[str], class_: str | None = None) -> Markup:
    """A list."""
    return tag("ul", *(tag("li", item) for item in items), class_=class_)
