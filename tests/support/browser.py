# SPDX-License-Identifier: GPL-2.0-or-later
"""A headless Chromium for tests of the HTML report; skips, with the reason, where there is none."""
import os
import shutil

import pytest


def start(folder, width=1200, height=900, dark=False):
    if os.environ.get("ESPECT_LIGHT"):
        pytest.skip("ESPECT_LIGHT is set: no browser")
    webdriver = pytest.importorskip("selenium.webdriver", reason="python3-selenium is not here")
    service = pytest.importorskip("selenium.webdriver.chrome.service")
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("chromium or chromium-driver is not here")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run",
                     "--disable-background-networking", "--hide-scrollbars", f"--user-data-dir={folder}", f"--window-size={width},{height}",
                     *(["--blink-settings=preferredColorScheme=0"] if dark else [])):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(service=service.Service(driver), options=options)
    started.set_page_load_timeout(60)
    return started


def complaints(browser):
    """What the page made the browser say: errors, and what its policy forbade."""
    return [entry["message"] for entry in browser.get_log("browser")]
