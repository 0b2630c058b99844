#!/usr/bin/env python3
"""Opens a page of `bicameral report --html` in Chromium: as on a desk and as on a phone, by day and in the dark, and
as printed.

usage: open_page.py PAGE [SELECTOR...]

Nothing may be wider than the window, every figure must show something, every picture must be whole, no text of a
drawing may be cut off or lie on another, the browser may not complain, and nothing but the file itself may be loaded.
Each SELECTOR, as of style sheets, must find something that is shown. Ends with 77 where Chromium or selenium is not
installed.
"""

import json
import pathlib
import shutil
import sys
import tempfile

ABSENT = 77

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
except ImportError:
    print("skipped: no selenium for this Python")
    sys.exit(ABSENT)

# What is wrong with the page as it is shown now, a text for each fault. Details are opened first.
FAULTS = """
const faults = [];
document.querySelectorAll('details').forEach(each => { each.open = true; });
const room = arguments[0];  // a phone's innerWidth grows with what is too wide
const wide = Math.max(document.documentElement.scrollWidth, window.innerWidth);
if (wide > room) {
  let who = [];
  document.querySelectorAll('body *').forEach(each => {
    const right = each.getBoundingClientRect().right;
    const scroll = each.closest('.scroll');
    const scrolls = scroll && getComputedStyle(scroll).overflowX !== 'visible';
    if (right > room + 1 && !scrolls && who.length < 3)
      who.push(each.tagName + ' ' + (each.id || each.textContent.slice(0, 40)));
  });
  faults.push('the page is ' + wide + ' wide in a window of ' + room + ': ' + who.join('; '));
}
const shows = element => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && (element.tagName === 'IMG' || element.childElementCount > 0);
};
document.querySelectorAll('figure').forEach((figure, number) => {
  if (![...figure.querySelectorAll('svg, img, table')].some(shows))
    faults.push('figure ' + (figure.id || number) + ' shows nothing');
});
document.querySelectorAll('img').forEach(image => {
  if (!(image.complete && image.naturalWidth > 0)) faults.push('a picture is not whole: ' + image.alt);
});
const ids = new Set();
document.querySelectorAll('[id]').forEach(each => {
  if (ids.has(each.id)) faults.push('two elements have the id ' + each.id);
  ids.add(each.id);
});
document.querySelectorAll('nav a').forEach(link => {
  if (!ids.has(decodeURIComponent(link.hash.slice(1)))) faults.push('a link leads nowhere: ' + link.hash);
});
performance.getEntriesByType('resource').forEach(entry => {
  if (!entry.name.startsWith('data:')) faults.push('it loads ' + entry.name);
});
if (document.querySelectorAll('section').length === 0) faults.push('it has no sections');
return faults;
"""

# Texts of drawings that reach out of them, or lie on one another.
TEXT_FAULTS = """
const faults = [];
document.querySelectorAll('svg.plot').forEach(plot => {
  const frame = plot.getBoundingClientRect();
  if (frame.width === 0) return;
  const name = (plot.closest('figure') || plot).id;
  const scale = frame.width / plot.viewBox.baseVal.width;
  // The box of a text is higher than its letters: those of two lines may meet by a fifth of the font size.
  const texts = [...plot.querySelectorAll('text')].map(text => ({
    words: text.firstChild ? text.firstChild.textContent : '',
    box: text.getBoundingClientRect(),
    slack: 0.2 * scale * parseFloat(text.getAttribute('font-size'))
  })).filter(text => text.box.width > 0);
  texts.forEach((one, number) => {
    if (one.box.left < frame.left - 2 || one.box.right > frame.right + 2 || one.box.top < frame.top - 2 ||
        one.box.bottom > frame.bottom + 2)
      faults.push('a text is cut off in ' + name + ': ' + one.words);
    texts.slice(number + 1).forEach(other => {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const upwards = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      const slack = Math.min(one.slack, other.slack);
      if (across > slack && upwards > slack)
        faults.push('a text lies on another in ' + name + ': ' + one.words + ' on ' + other.words);
    });
  });
});
return faults;
"""

# What the selectors do not find, or not where it is shown.
MISSING = """
return arguments[0].filter(selector => ![...document.querySelectorAll(selector)].some(each => {
  const box = each.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}));
"""

# Name, width, height, whether the reader wants it dark, and the medium. A page of A4 within its margins is 688 wide,
# and paper is light whatever the reader wants on the screen.
WINDOWS = (
    ("desk", 1280, 900, False, "screen"),
    ("phone", 360, 740, False, "screen"),
    ("in the dark", 1280, 900, True, "screen"),
    ("phone in the dark", 360, 740, True, "screen"),
    ("on paper", 688, 972, True, "print"),
)


def browser(folder):
    """Chromium without a window; a profile of its own in `folder`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        print("skipped: no Chromium with chromedriver")
        sys.exit(ABSENT)
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                     "--user-data-dir=" + folder):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(driver), options=options)


def loaded(driver):
    """The addresses that the browser asked for since the last call."""
    found = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(message["params"]["request"]["url"])
    return found


def look(driver, address, selectors, name, width, height, dark, medium):
    """The number of all that is wrong with the page in such a window, each told."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                           {"media": medium,
                            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
    driver.get_log("browser")
    loaded(driver)
    driver.get(address)
    faults = driver.execute_script(FAULTS, width) + driver.execute_script(TEXT_FAULTS)
    faults += ["it does not show " + selector for selector in driver.execute_script(MISSING, selectors)]
    faults += ["the browser says: " + entry["message"] for entry in driver.get_log("browser")]
    faults += ["it asks for " + url for url in loaded(driver) if url != address and not url.startswith("data:")]
    paper = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    light = sum(int(part) for part in paper[paper.index("(") + 1:-1].split(",")[:3]) > 3 * 128
    if light == (dark and medium == "screen"):
        faults.append("the paper is " + paper)
    for fault in faults:
        print(f"FAILED: {name}: {fault}")
    return len(faults)


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: open_page.py PAGE [SELECTOR...]")
    page = pathlib.Path(sys.argv[1]).resolve()
    if not page.is_file():
        sys.exit(f"expected a page, got no file {page}")
    with tempfile.TemporaryDirectory() as folder:
        driver = browser(folder)
        try:
            failures = sum(look(driver, page.as_uri(), sys.argv[2:], *window) for window in WINDOWS)
        finally:
            driver.quit()
    print(f"{failures} failed" if failures else "everything as expected")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
