#!/usr/bin/python3
"""page: the web edition in a real browser.

    page.py FOLDER

opens FOLDER/index.html in headless Chromium, served on localhost and as a file, and prints a line
"ok ..." or "not ok ..." for each check; status 1 when one failed.
"""
import functools
import http.server
import pathlib
import sys
import tempfile
import threading
import time
import urllib.parse

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

import browsers
from browsers import browser, check, console, size

folder = pathlib.Path(sys.argv[1]).resolve()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/index.html"


def soon(driver, condition):
    """Whether the condition, a JavaScript expression, comes true in a few seconds."""
    try:
        WebDriverWait(driver, 10).until(lambda d: d.execute_script("return " + condition))
        return True
    except Exception:
        return False


# Loads every image; gives the names of those that cannot be shown.
IMAGES = """
const done = arguments[0], images = [...document.images];
images.forEach((image) => image.loading = 'eager');
Promise.all(images.map((image) => image.decode().then(() => null, () => image.src)))
  .then((bad) => done(bad.filter((name) => name)));
"""
# The bytes of the picture that is on the screen.
PIXELS = """
const canvas = document.createElement('canvas'), image = arguments[0];
canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
canvas.getContext('2d').drawImage(image, 0, 0);
return canvas.toDataURL();
"""


def movies(driver):
    images = driver.find_elements(By.CSS_SELECTOR, "img.movie")
    check("the page has three movies", len(images), 3)
    for image in images:
        name = image.get_attribute("data-frames").split("/")[1]
        button, slider, where = driver.execute_script(
            "return [...arguments[0].nextElementSibling.children]", image)
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", image)
        driver.execute_async_script("arguments[0].decode().finally(arguments[1])", image)
        before, label = driver.execute_script(PIXELS, image), where.text
        key = Keys.ARROW_LEFT if int(slider.get_property("value")) else Keys.ARROW_RIGHT
        driver.execute_script("arguments[0].focus()", button)
        button.send_keys(Keys.TAB)
        check(f"the Tab key goes from the button of {name} to its slider",
              driver.switch_to.active_element == slider)
        slider.send_keys(key)
        driver.execute_async_script("arguments[0].decode().finally(arguments[1])", image)
        check(f"an arrow key on the slider of {name} shows another picture",
              driver.execute_script(PIXELS, image) != before)
        slider.send_keys(Keys.HOME if key == Keys.ARROW_LEFT else Keys.END)
        check(f"the last picture of {name} has another label", where.text and where.text != label)
        check(f"the slider of {name} has its label for screen readers",
              slider.get_attribute("aria-valuetext"), where.text)
        stood = slider.get_property("value")
        time.sleep(0.5)
        check(f"the movie {name} does not start by itself", slider.get_property("value"), stood)
        button.send_keys(Keys.ENTER)
        passed = {stood}
        for _ in range(20):
            passed.add(slider.get_property("value"))
            time.sleep(0.1)
        check(f"the play button of {name} shows further pictures", len(passed) > 3)
        button.send_keys(Keys.SPACE)
        stood, shown = slider.get_property("value"), image.get_attribute("src")
        time.sleep(0.6)
        check(f"the pause button of {name} stops the movie",
              [slider.get_property("value"), image.get_attribute("src")], [stood, shown])


def ledger(driver):
    table = driver.execute_script(
        "return [...document.querySelectorAll('table')].find((t) => t.querySelector('thead button'))")
    check("the page has the table of claims", table is not None)
    if table is None:
        return
    column = "return [...arguments[0].tBodies[0].rows].filter((r) => !r.hidden)" \
             ".map((r) => r.cells[arguments[1]].textContent.trim())"
    heads = table.find_elements(By.CSS_SELECTOR, "thead button")
    names = [head.text for head in heads]
    first, verdict = 0, names.index("verdict")
    before = driver.execute_script(column, table, first)
    driver.execute_script("arguments[0].focus()", heads[first])
    for key, order in ((Keys.ENTER, "ascending"), (Keys.ENTER, "descending")):
        heads[first].send_keys(key)
        seen = driver.execute_script(column, table, first)
        check(f"the Enter key on the first column's head sorts the claims ({order})",
              seen, sorted(before, key=lambda name: int(name[1:]), reverse=order == "descending"))
        check(f"the first column's head states its order ({order})", driver.execute_script(
            "return arguments[0].parentNode.ariaSort", heads[first]), order)
    heads[verdict].click()
    seen = driver.execute_script(column, table, verdict)
    check("a click on the verdicts' head sorts the claims by verdict", seen, sorted(seen))
    chosen = Select(driver.find_element(By.CSS_SELECTOR, ".filter select"))
    one = seen[0]
    chosen.select_by_value(one)
    left = driver.execute_script(column, table, verdict)
    check("the filter shows one verdict only", set(left), {one})
    check("the filter shows every claim with that verdict", len(left), seen.count(one))
    chosen.select_by_value("")
    check("without the filter every claim is shown", len(driver.execute_script(column, table, verdict)), len(seen))
    check("every row of claims has a link to its target", driver.execute_script(
        "return [...arguments[0].tBodies[0].rows].every((r) => r.cells[r.cells.length - 1]"
        ".querySelector('a[href]'))", table))


def links(driver):
    """The links that lead nowhere in the folder, and those that lead out of it."""
    ids = set(driver.execute_script("return [...document.querySelectorAll('[id]')].map((e) => e.id)"))
    hrefs = driver.execute_script(
        "return [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))")
    inside = [href for href in hrefs if ":" not in href]
    check("the page has more than two hundred links", len(inside) > 200)
    bad = []
    for href in inside:
        path, _, anchor = urllib.parse.unquote(href).partition("#")
        if path and not (folder / path).is_file() or not path and anchor not in ids:
            bad.append(href)
    check("every link inside the page has a target", bad, [])
    check("no link leaves the folder of the page", [href for href in inside if href.startswith(("/", ".."))], [])
    check("the page links to the PDF", "thesis.pdf" in inside)


def main():
    url = serve()
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            size(driver, 1280)
            driver.get(url)
            soon(driver, "document.readyState === 'complete'")
            time.sleep(1)
            entries = driver.execute_script(
                "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType"
                "('resource')].map((e) => [e.name, e.transferSize])")
            transferred = sum(entry[1] for entry in entries)
            check(f"the first view takes less than 3 MB: {transferred / 1e6:.2f} MB", 1e5 < transferred < 3e6)
            driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
            check("the first Tab stop is a link to the text", driver.execute_script(
                "return document.activeElement.getAttribute('href')"), "#text")
            check("all images of the page load", driver.execute_async_script(IMAGES), [])
            check("every image has an alternative text", driver.execute_script(
                "return [...document.images].filter((i) => i.alt.trim().length < 20).map((i) => i.src)"), [])
            check("every image has its size before it loads", driver.execute_script(
                "return [...document.images].filter((i) => !i.width || !i.getAttribute('height')).length"), 0)
            check("formulas are MathML", driver.execute_script(
                "return document.querySelectorAll('math').length > 1000"))
            check("the page has a language, a title and one first heading", driver.execute_script(
                "return [document.documentElement.lang, document.title !== '',"
                " document.querySelectorAll('h1').length]"), ["en", True, 1])
            check("the page has no missing reference", driver.execute_script(
                "return document.querySelectorAll('.ltx_ERROR, .ltx_missing, .ltx_missing_label').length"), 0)
            links(driver)
            movies(driver)
            ledger(driver)

            for width in (375, 320):
                size(driver, width)
                check(f"the page fits a window of {width} pixels", driver.execute_script(
                    "return document.documentElement.scrollWidth"), width)
            colours = []
            for scheme in ("light", "dark"):
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                    "features": [{"name": "prefers-color-scheme", "value": scheme}]})
                colours.append(driver.execute_script(
                    "return [document.body, document.images[0]].map((e) => Math.min(..."
                    "getComputedStyle(e).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)))"))
            check("the light scheme has a light background", colours[0][0] > 200)
            check("the dark scheme has a dark background", colours[1][0] < 60)
            check("figures have a light background in both schemes", min(colour[1] for colour in colours) > 200)
            check("the page loads nothing from another host", driver.execute_script(
                "return performance.getEntriesByType('resource').map((e) => e.name)"
                ".filter((name) => !name.startsWith(location.origin))"), [])
            check("the browser reports no error", console(driver), [])

            driver.get((folder / "index.html").as_uri())
            check("the page opened as a file shows its images", driver.execute_async_script(IMAGES), [])
            slider = driver.find_element(By.CSS_SELECTOR, ".controls input")
            before = driver.execute_script("return document.querySelector('img.movie').src")
            slider.send_keys(Keys.ARROW_RIGHT)
            check("the page opened as a file shows its movies", driver.execute_script(
                "return document.querySelector('img.movie').src !== arguments[0]", before))
            check("the browser reports no error for the page opened as a file", console(driver), [])
        finally:
            driver.quit()
    return browsers.failed > 0


sys.exit(main())
