// The stranger's other program: a chart with a picture of pixels in a page.
#include <bicameral/report/html.hpp>
#include <bicameral/report/png.hpp>
#include <bicameral/report/svg.hpp>
#include <string>

int main() {
  bicameral::HeatMap chart;
  chart.about.title = "which class is taken for which";
  chart.size = 50;
  chart.values.assign(chart.size * chart.size, 0.5);
  bicameral::HtmlPage page("A report");
  page.add_section("Confusion");
  page.add(bicameral::html_figure(chart, {.id = "confusion", .png = bicameral::encode_png}, "All classes."));
  return page.text().find("data:image/png;base64,iVBORw0KGgo") == std::string::npos ? 1 : 0;
}
