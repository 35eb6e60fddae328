"""browsers: headless Chromium, and checks, for page.py and recompute.py."""
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

failed = 0


def check(sentence, seen, wanted=True):
    global failed
    good = bool(seen) if wanted is True else seen == wanted
    failed += not good
    print(f"ok - {sentence}" if good else f"not ok - {sentence} ({str(seen)[:400]})", flush=True)


def browser(profile):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for option in (
        "headless=new no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
        " disable-component-update disable-sync disable-dev-shm-usage user-data-dir=" + profile
    ).split():
        options.add_argument("--" + option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def size(driver, width):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500},
    )


def console(driver):
    return [entry["message"] for entry in driver.get_log("browser")
            if "favicon.ico" not in entry["message"]]
