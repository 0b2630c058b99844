#pragma once
// How a page looks: light and dark, on wide and narrow screens, on paper.

#include <string>

#include "bicameral/report/svg/palette.hpp"

namespace bicameral {

/// The style sheet of HtmlPage. It asks for nothing: fonts are those of the reader's system.
inline std::string page_style() {
  return svg::plot_style() + R"css(
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--plot-paper);color:var(--plot-ink);
  font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
header,main,footer{max-width:892px;margin:0 auto;padding:0 16px}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem}
h2{font-size:1.35rem;line-height:1.3;margin:2.6rem 0 .8rem;padding-top:.9rem;border-top:1px solid var(--plot-grid)}
h3{font-size:1.05rem;margin:1.6rem 0 .5rem}
h4{font-size:.95rem;margin:1.3rem 0 .4rem}
h1,h2,h3,h4,p,li,dt,dd,figcaption,summary,th,td{overflow-wrap:break-word}
p,li{max-width:44rem}
a{color:var(--plot-series-1)}
.subtitle{margin:0;color:var(--plot-muted)}
.answer{font-size:1.15rem;line-height:1.5;padding:.7rem 1rem;border-left:4px solid var(--plot-series-1)}
.note{font-size:.88rem;color:var(--plot-muted)}
nav ul{list-style:none;margin:1.2rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
nav a{text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
figure{margin:1.4rem 0 1.8rem}
figcaption{font-size:.9rem;line-height:1.45;color:var(--plot-muted);margin-top:.5rem;max-width:44rem}
.plot{display:block;max-width:100%;height:auto}
.narrow{display:none}
.columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,328px),1fr));gap:0 28px}
.columns>figure{margin:.8rem 0 1.2rem;min-width:0}
.table figcaption{margin:0 0 .4rem}
.scroll{overflow-x:auto;background:linear-gradient(to left,var(--plot-paper) 40%,transparent) right/3rem 100% no-repeat local,
  linear-gradient(to left,var(--plot-area),transparent) right/.8rem 100% no-repeat scroll}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--plot-grid);text-align:left;vertical-align:top}
th:first-child{padding-left:0}
thead th{vertical-align:bottom;border-bottom:2px solid var(--plot-axis)}
tbody th{font-weight:normal;min-width:8.5rem;max-width:22rem}
.second{font-weight:normal;font-size:.88em;color:var(--plot-muted)}
.scroll th:first-child{position:sticky;left:0;background:var(--plot-paper)}
.number{text-align:right}
tbody .number{white-space:nowrap}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:0 2rem;margin:1rem 0;font-size:.92rem}
dl div{display:flex;gap:.8rem;justify-content:space-between;border-bottom:1px solid var(--plot-grid);padding:.25rem 0;min-width:0}
dt{color:var(--plot-muted);flex:0 1 auto}
dd{margin:0;text-align:right;min-width:0;overflow-wrap:anywhere}
pre{background:color-mix(in srgb,var(--plot-grid) 45%,var(--plot-paper));padding:.8rem 1rem;border-radius:4px;
  white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;line-height:1.45}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
summary{cursor:pointer;color:var(--plot-series-1)}
summary h3,summary h4{display:inline}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:1.2rem 2rem;margin:1.2rem 0}
.gallery .pictures{display:flex;flex-wrap:wrap;gap:.5rem}
.gallery figure{margin:0}
.gallery img{display:block;image-rendering:pixelated}
.gallery figcaption{font-size:.8rem;margin-top:.2rem;max-width:88px}
.gallery .item{min-width:0}
.gallery .item p{margin:.3rem 0 0;font-size:.88rem;line-height:1.4}
footer{padding-top:2rem;padding-bottom:2rem;color:var(--plot-muted);font-size:.85rem}
@media screen and (min-width:960px){
  main>section .table{width:max-content;min-width:100%;max-width:calc(50vw + 406px)}
  .columns>.table{width:auto}
}
@media screen and (max-width:639px){
  .wide{display:none}
  .narrow{display:block}
  h1{font-size:1.5rem}
  h2{font-size:1.2rem}
}
@media print{
  @page{margin:16mm 14mm}
  body{font-size:10.5pt}
  header,main,footer{max-width:none;padding-left:0;padding-right:0}
  a{color:inherit;text-decoration:none}
  h1,h2,h3,h4{break-after:avoid}
  h2{margin-top:1.4rem}
  figure,tr,.item,dl div{break-inside:avoid}
  .wide{max-width:160mm}
  .scroll{overflow:visible;background:none}
  .scroll th:first-child{position:static}
  table{font-size:7.5pt}
  th,td{padding:.15rem .35rem}
  tbody .number{white-space:normal}
  tbody th{min-width:0}
  pre{border:1px solid var(--plot-grid);background:none}
  .gallery img,.plot{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
)css";
}

}  // namespace bicameral
