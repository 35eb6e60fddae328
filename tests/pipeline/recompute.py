#!/usr/bin/python3
"""recompute: the page that recomputes, in a real browser, opened as a file.

    recompute.py FOLDER [AXE]

opens FOLDER/index.html in headless Chromium, moves every control of the panels below the figures, has published cells
computed again, and prints a line "ok ..." or "not ok ..." for each check; status 1 when one failed. AXE is the script
of axe-core.
"""
import pathlib
import sys
import tempfile

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

import browsers
from browsers import check

folder = pathlib.Path(sys.argv[1]).resolve()
FEW = {  # what makes a run of a second or two
    "fig7.": {"N": 20, "alphas": 3, "max_epochs": 200},
    "fig9.": {"N": 20, "K": 4, "epochs": 300},
}


# Violations that axe-core finds. It does not read MathML, and takes a head that is a formula for an empty one.
AXE = """
const empty = (node) => !document.querySelector(node.target).textContent.trim();
axe.run().then((result) => arguments[0](result.violations
  .map((v) => ({id: v.id, nodes: v.id === 'empty-table-header' ? v.nodes.filter(empty) : v.nodes}))
  .filter((v) => v.nodes.length).map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target).join(' '))));
"""


def says(sentence, said, part):
    check(sentence, part if part in said else said, part)


def panel(driver, image):
    """Opens the panel below a figure; gives its element."""
    details = driver.execute_script(
        "const image = document.querySelector(`img[src^='figures/${arguments[0]}']`);"
        "const found = image.closest('figure').querySelector('details.live');"
        "found.scrollIntoView(); return found", image)
    summary = details.find_element(By.TAG_NAME, "summary")
    summary.send_keys(Keys.ENTER)
    WebDriverWait(driver, 20).until(lambda d: details.find_elements(By.CSS_SELECTOR, ".view > *"))
    return details


def field(details, name):
    return details.find_element(By.CSS_SELECTOR, f"[name={name}]")


def fill(details, values):
    for name, value in values.items():
        one = field(details, name)
        one.clear()
        one.send_keys(str(value) + Keys.TAB)


def button(details, words):
    return next(b for b in details.find_elements(By.TAG_NAME, "button") if b.text == words)


def status(details):
    return details.find_element(By.CSS_SELECTOR, ".status").text


def finished(driver, details, most=60):
    WebDriverWait(driver, most).until(
        lambda d: d.execute_script("return arguments[0].querySelector('button:disabled')?.textContent", details)
        in ("Stop", None) and status(details) not in ("", "Computing …"))
    return status(details)


def compute(driver, details, most=60):
    button(details, "Compute").send_keys(Keys.ENTER)
    return finished(driver, details, most)


def picture(driver, details):
    return driver.execute_script(
        "const canvas = arguments[0].querySelector('canvas');"
        "const drawings = [...arguments[0].querySelectorAll('.view svg')];"
        "return canvas ? canvas.toDataURL() : drawings.map((s) => s.innerHTML).join()",
        details)


def workers(driver):
    return driver.execute_script("return running.size")


def moves(driver, details, name, few, controls):
    """Every control changes what the figure shows."""
    fill(details, few)
    compute(driver, details)
    for control, value in controls.items():
        before = picture(driver, details)
        one = field(details, control)
        if one.tag_name == "select":
            Select(one).select_by_value(str(value))
        else:
            fill(details, {control: value})
        compute(driver, details)
        check(f"the control '{control}' moves {name}", picture(driver, details) != before)
    check(f"nothing runs after {name} is computed", workers(driver), 0)


def main():
    with tempfile.TemporaryDirectory() as profile, browsers.browser(profile) as driver:
        browsers.size(driver, 1200)
        driver.set_script_timeout(60)
        driver.get((folder / "index.html").as_uri())
        check("the page loads neither module nor results before a panel is opened", driver.execute_script(
            "return performance.getEntriesByType('resource').map((e) => e.name)"
            ".filter((name) => /module|published|tables/.test(name))"), [])

        descent = panel(driver, "fig7.")
        said = compute(driver, descent, 120)
        says("Figure 7 at the published values has the published bytes", said, "to the byte")
        moves(driver, descent, "Figure 7", FEW["fig7."],
              {"N": 25, "sigma": 0.5, "alpha_low": 0.01, "alpha_high": 0.5, "alphas": 5, "eta": 0.001,
               "max_epochs": 500, "seed": "mine", "column": "population_l1"})
        check("Figure 7 says that other values are not the published ones", "not the values" in status(descent))
        own = pathlib.Path(profile) / "own.csv"
        own.write_text("x1,x2,x3,y\n1,2,0,1\n0,1,1,2\n")
        fill(descent, {"eta": 0.01})
        field(descent, "data").send_keys(str(own))
        says("Figure 7 takes a file of the reader's own", compute(driver, descent), "computed on this device")
        fill(descent, {"eta": 9})
        says("a step that diverges is rejected by name", compute(driver, descent), "diverges")
        own.write_text("x1,x2,x3,y\n1,2,0,1\n0,1,one,2\n")
        field(descent, "data").send_keys(str(own))
        said = compute(driver, descent)
        says("a file that cannot be read is rejected with its line", said, "line 3")

        networks = panel(driver, "fig9.")
        said = compute(driver, networks, 120)
        says("Figure 9 at the published values has the published bytes", said, "to the byte")
        moves(driver, networks, "Figure 9", FEW["fig9."],
              {"N": 30, "r": 1, "m": 5, "K": 7, "epochs": 400, "seed": "mine"})

        stopping = panel(driver, "figA1.")
        moves(driver, stopping, "Figure A1", {"N": 5}, {"N": 10, "sigma": 0.4, "seed": "mine"})
        fill(stopping, {"N": 250})
        Select(field(stopping, "epochs")).select_by_index(2)
        button(stopping, "Compute").send_keys(Keys.ENTER)
        WebDriverWait(driver, 60).until(lambda d: workers(d) == 1)
        before = picture(driver, stopping)
        WebDriverWait(driver, 60).until(lambda d: picture(d, stopping) != before)
        check("Figure A1 is drawn while it is computed", status(stopping), "Computing …")
        button(stopping, "Stop").send_keys(Keys.ENTER)
        said = finished(driver, stopping)
        says("the reader stops the long descent and sees the error there", said, "Stopped. α")
        check("nothing runs after a stop", workers(driver), 0)

        surfaces = panel(driver, "fig1.")
        WebDriverWait(driver, 20).until(lambda d: "apart at most" in status(surfaces))
        canvas = surfaces.find_element(By.TAG_NAME, "canvas")
        for what, act in (("an arrow key turns", lambda: canvas.send_keys(Keys.ARROW_LEFT)),
                          ("the scale moves", lambda: field(surfaces, "scale").send_keys(Keys.ARROW_RIGHT))):
            before = picture(driver, surfaces)
            act()
            try:
                WebDriverWait(driver, 10).until(lambda d: picture(d, surfaces) != before)
                good = True
            except Exception:
                good = False
            check(f"{what} the surfaces", good)

        kernel = panel(driver, "fig3.")
        said = compute(driver, kernel)
        says("the tangent kernel at the published values has the published bytes", said, "to the byte")
        before = picture(driver, kernel)
        kernel.find_element(By.CSS_SELECTOR, ".controls input").send_keys(Keys.HOME)
        check("the slider of epochs moves the kernel", picture(driver, kernel) != before)
        moves(driver, kernel, "the kernel", {}, {"alpha": 0.5, "eta": 0.001, "max_epochs": 50})

        details = driver.execute_script("const d = document.getElementById('check'); d.scrollIntoView(); return d")
        details.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
        WebDriverWait(driver, 20).until(lambda d: details.find_elements(By.CSS_SELECTOR, ".view > *"))
        for cell in ("sparse_classification/N50-r1", "tangent_kernel/a0.1", "sparse_regression/N50",
                     "lazy_rates/outputs"):
            Select(field(details, "cell")).select_by_value(cell)
            button(details, "Check this cell").send_keys(Keys.ENTER)
            finished(driver, details, 120)
            said = details.find_element(By.CSS_SELECTOR, "li").text
            words = "not here" if cell.startswith("lazy") else "same bytes as data/results/" + cell
            says(f"the browser's word on {cell} is '{words}'", said, words)
        driver.execute_script("published.sums['tangent_kernel/a1.csv'] = 'other';"
                              "published.tables['tangent_kernel/a1'] = null")
        Select(field(details, "cell")).select_by_value("tangent_kernel/a1")
        driver.execute_async_script(
            "tablesOf('tangent_kernel/a1').then((t) => { const c = published.tables['tangent_kernel/a1'];"
            "c['tangent_kernel/a1.csv'] = c['tangent_kernel/a1.csv'].replace(/,1\\n/, ',2\\n'); arguments[0](); })")
        button(details, "Check this cell").send_keys(Keys.ENTER)
        finished(driver, details)
        said = details.find_element(By.CSS_SELECTOR, "li").text
        says("what differs is shown with its size", said, "1 numbers differ, by")
        driver.execute_script("published.seconds['tangent_kernel/a1'] = 1000")
        button(details, "Check this cell").send_keys(Keys.ENTER)
        finished(driver, details)
        said = details.find_element(By.CSS_SELECTOR, "li").text
        says("a cell that is too long says so and why", said, "too long for a browser")

        sizes = []
        for _ in range(10):
            compute(driver, kernel)
            driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
            sizes.append(driver.execute_script("return performance.memory.usedJSHeapSize"))
        check("memory is the same after ten runs", [] if sizes[-1] < 1.2 * sizes[1] else sizes, [])
        check("nothing runs at the end", workers(driver), 0)

        for width in (375, 320):
            browsers.size(driver, width)
            check(f"the page with open panels fits a window of {width} pixels", driver.execute_script(
                "return document.documentElement.scrollWidth"), width)
        check("the page asks for nothing from another host", driver.execute_script(
            "return performance.getEntriesByType('resource').map((e) => e.name)"
            ".filter((name) => !/^(file|blob):/.test(name))"), [])
        check("the browser reports no error", browsers.console(driver), [])
        if len(sys.argv) > 2:
            browsers.size(driver, 1200)
            driver.execute_script(pathlib.Path(sys.argv[2]).read_text())
            for scheme in ("light", "dark"):
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                    "features": [{"name": "prefers-color-scheme", "value": scheme}]})
                check(f"axe-core finds no violation in the {scheme} page with open panels", driver.execute_async_script(
                    AXE), [])
    return browsers.failed > 0


sys.exit(main())
