"""The exporter's page in a browser: it shows changes as they happen, and inserts text as text."""

import os
import shutil
import signal
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_site import PATIENCE, Site, expect, until  # noqa: E402

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=document.title='taken'>"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="hf-browser-")
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in (*QUIET, f"--user-data-dir={self.profile}", "--window-size=1280,900"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.driver.set_page_load_timeout(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def text(self, selector):
        return self.driver.execute_script(
            "const found = document.querySelector(arguments[0]); return found && found.textContent;", selector)

    def row_of(self, table, ident):
        """Returns the cells of the row with the id, as texts; nothing if there is no such row."""
        return self.driver.execute_script(
            """for (const row of document.querySelectorAll(`#${arguments[0]} tbody tr`))
                 for (const id of row.querySelectorAll(".id"))
                   if (id.title === arguments[1]) return [...row.cells].map((cell) => cell.innerText);
               return null;""", table, ident)

    def rows(self, table):
        return self.driver.execute_script("return document.querySelectorAll(`#${arguments[0]} tbody tr`).length", table)

    def see(self, scheme, width):
        """Returns how far the page is wider than the window, and the brightness of its background."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                    {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
        return self.driver.execute_script(
            """const ground = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number);
               return [document.documentElement.scrollWidth - document.documentElement.clientWidth,
                       ground.reduce((sum, each) => sum + each) / 765];""")

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]


def test_live(site, browser):
    """Requests appear and complete without the page being loaded again."""
    browser.driver.execute_script("window.loadedOnce = true;")
    expect(browser.text("#requests-empty"), "No requests yet.", "the empty page")
    site.ctl("template", "create", "small", "--provider", "local", "--max-number", "20")
    site.ctl("template", "create", "never", "--provider", "local", "--max-number", "9",
             "--configuration", 'command=["/no/such/program"]')

    # The provider accepts one call per second, so the last of these requests stays open for a while.
    site.ctl("template", "create", "slow", "--provider", "slow", "--max-number", "20")
    for _ in range(3):
        site.ctl("request", "create", "slow", "1")
    request = site.ctl("request", "create", "slow", "2", "--tag", f"team={HOSTILE}", "-o", "name").strip()
    row = until(lambda: browser.row_of("requests", request), "the request to appear")
    assert "0 of 2 up" in row[2], row
    assert int(browser.text("#open")) > 0, "open requests"
    until(lambda: "complete" in browser.row_of("requests", request)[1], "the request to complete")
    row = browser.row_of("requests", request)
    assert "2 of 2 up" in row[2], row
    until(lambda: browser.text("#live") == "5", "the machines")
    machine = site.ctl("machine", "list", "-o", "name").split()[0]
    assert "running" in browser.row_of("machines", machine)[1]
    expect(browser.rows("templates"), 1, "templates with machines")

    site.ctl("machine", "return", machine)
    until(lambda: "terminated" in browser.row_of("machines", machine)[1], "the machine to go")
    until(lambda: browser.text("#live") == "4", "one machine less")
    failing = site.ctl("request", "create", "never", "1", "-o", "name").strip()
    failure = until(lambda: browser.row_of("failures", failing), "the failure")
    assert "no/such/program" in failure[2], failure
    until(lambda: browser.text("#fill") == "83 %", "the fill rate: 5 of 6")
    expect(browser.driver.execute_script("return window.loadedOnce"), True, "still the same page")
    return request


def test_text_is_text(browser, request):
    assert f"team={HOSTILE}" in browser.row_of("requests", request)[4], browser.row_of("requests", request)
    expect(browser.driver.title, "hostfactory", "the title")
    # Even if such elements got in, the policy lets nothing run that is not the page's own.
    browser.driver.execute_script(
        """document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="document.title=1">');
           const script = document.createElement("script");
           script.textContent = "document.title = 1";
           document.body.append(script);""")
    until(lambda: sum("Content Security Policy" in each for each in browser.complaints()) > 0, "the policy to object")
    expect(browser.driver.title, "hostfactory", "the title")


def test_looks(browser):
    brightness = {}
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            too_wide, brightness[scheme] = browser.see(scheme, width)
            assert too_wide <= 0, f"at {width} in {scheme} it is {too_wide} pixels wider than the window"
    assert brightness["light"] > 0.8 and brightness["dark"] < 0.2, brightness
    browser.see("light", 1280)


def test_accessible(browser):
    expect(browser.driver.execute_script("return document.documentElement.lang"), "en", "the language")
    expect(len(browser.driver.find_elements(By.CSS_SELECTOR, "[role=status]")), 1, "what tells its state")
    unlabelled = browser.driver.execute_script(
        """return [...document.querySelectorAll("progress")].filter((each) => !each.getAttribute("aria-label")).length
               + [...document.querySelectorAll("th")].filter((each) => each.scope !== "col").length
               + [...document.querySelectorAll("section")].filter(
                   (each) => !document.getElementById(each.getAttribute("aria-labelledby"))).length""")
    expect(unlabelled, 0, "what has no name")


def give_token(browser, token):
    browser.driver.find_element(By.ID, "token").send_keys(token + Keys.ENTER)


def is_asked(browser):
    return browser.driver.find_element(By.ID, "ask").is_displayed()


def test_token(site, browser):
    """The page comes without the token, asks for it until it is right, and knows it after it is loaded again."""
    path = f"{site.home}/token"

    def write(token):
        with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(token)

    write("right-token-of-the-site")
    exporter = site.start_exporter(options=("--token-file", path))
    assert not is_asked(browser), "an exporter without a token asks for one"
    browser.driver.get(exporter.url())
    until(lambda: browser.text("#state") == "a token is needed", "the page to ask")
    assert is_asked(browser), "there is no place for the token"
    give_token(browser, "wrong-token-of-the-site")
    until(lambda: browser.text("#state") == "the token is not accepted", "the page to ask again")
    assert is_asked(browser), "there is no place for another token"
    give_token(browser, "right-token-of-the-site")
    until(lambda: browser.text("#state") == "live", "the page to be live")
    assert not is_asked(browser), "the page still asks"
    until(lambda: browser.rows("requests") > 0, "the requests")
    # A link would come without the token.
    assert not browser.driver.find_element(By.ID, "metrics").is_displayed(), "a link that leads to 401"
    browser.driver.refresh()
    until(lambda: browser.text("#state") == "live", "the page to be live after it was loaded again")
    assert not is_asked(browser), "the page has forgotten the token"
    write("another-token-of-the-site")
    exporter.process.send_signal(signal.SIGHUP)
    until(lambda: browser.text("#state") == "the token is not accepted", "the page to ask for the new token")
    give_token(browser, "another-token-of-the-site")
    until(lambda: browser.text("#state") == "live", "the page to be live again")
    expect(exporter.stop(), 0, "the end")


def test_daemon_and_exporter_go_away(site, exporter, browser):
    site.kill()
    until(lambda: browser.text("#state") == "hostfactoryd does not answer", "the page to tell")
    site.start()
    until(lambda: browser.text("#state") == "live", "the page to be live")
    exporter.process.kill()
    exporter.process.wait()
    until(lambda: browser.text("#state").startswith("no connection"), "the page to tell")
    shown = browser.rows("requests")
    # The new exporter has the address that the page knows.
    again = site.start_exporter(f"{exporter.host}:{exporter.port}")
    until(lambda: browser.text("#state") == "live", "the page to be live")
    expect(browser.rows("requests"), shown, "requests")
    created = site.ctl("request", "create", "small", "1", "--wait", "-o", "name").strip()
    until(lambda: browser.row_of("requests", created), "what is new")
    expect(browser.driver.execute_script("return window.loadedOnce"), True, "still the same page")
    expect(again.stop(), 0, "the end, with a page open")


def main():
    with Site() as site, Browser() as browser:
        exporter = site.start_exporter()
        until(lambda: exporter.get("/readyz").status == 200, "readiness")
        browser.driver.get(exporter.url())
        until(lambda: browser.text("#state") == "live", "the page to be live")
        request = test_live(site, browser)
        test_looks(browser)
        test_accessible(browser)
        expect(browser.complaints(), [], "what the browser complains of")
        test_daemon_and_exporter_go_away(site, exporter, browser)
        browser.complaints()
        test_text_is_text(browser, request)
        test_token(site, browser)
    print("passed")


main()
