"""browser.py -- the report in a real browser: does it work, and what does it look like?

    python3 harness/tests/browser.py build/release/klimb build

Draws two reports: one of some scenarios of the catalogue, to be looked at, and one of scenarios with
hostile names and every verdict. Every page of both must load without a complaint, fit a telephone,
and have no link or image that leads nowhere; search, filters, order and keys must work, and nothing
that a name says may run. Screenshots go to <build>/browser.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

from chromium import Chromium

LOOKED_AT = ['learning/healthy', 'learning/at-initialisation', 'learning/gaussian-decoder', 'annealing/cyclical', 'collapse',
             'explosion/raw-variance', 'linear/rate-distortion-beta-5', 'linear/exact-dynamics']
WIDTHS = {'wide': 1280, 'narrow': 375}
HOSTILE = '"><img src=x onerror=hacked=1>`touch hacked`$(touch hacked)@all{{title}}%41'
CLAIM = '</p></td></table><script>hacked = 1</script><img src=x onerror="hacked = 1">'
SETTINGS = """base: base.yaml
objective: {beta: 2}
"""
BASE = """claim: A small run to begin with.
data: {source: mixture, examples: 200}
model: {latent: 2, hidden: [8]}
likelihood: {kind: gaussian}
train: {steps: 40, batch: 20}
seeds: {check: 2, golden: 24}
"""

STUDY = """base: ../fam<i>ly/base.yaml
seeds: 2
axes:
  - {name: beta, key: objective.beta, values: [0, 1, 10]}
  - {name: kind, options: [{name: '%s', set: {model.latent: 1}}, {name: two, set: {model.latent: 2}}]}
figure: {x: beta, scale: log, columns: [kl, recon, mi]}
phase: {name: '%s', otherwise: learning, column: kl, below: 1}
"""
OPTION = "</td><img src=x onerror=hacked=1>`touch hacked`, %41"

failures = []
checks = 0


def check(name, found, wanted=True):
    global checks
    checks += 1
    if found != wanted:
        failures.append(name)
        print(f'FAILED: {name}\n  found {found!r}\n  wanted {wanted!r}')


# ---- the reports ---------------------------------------------------------------------------------


def klimb(program, *arguments, folder, codes=(0,)):
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode not in codes:
        sys.exit(f'klimb {" ".join(map(str, arguments))}: exit code {done.returncode}\n{done.stderr}')


def make_study(folder):
    """A study with a hostile name and hostile options, as if `klimb sweep` had run all but one of its points."""
    studies = folder / 'experiments' / 'studies'
    studies.mkdir(parents=True)
    (studies / (HOSTILE + '.yaml')).write_text(f"claim: '{CLAIM}'\nabout: '{CLAIM}'\n" + STUDY % (OPTION, OPTION))
    sweep = folder / 'build' / 'sweeps' / HOSTILE
    sweep.mkdir(parents=True)
    columns = [f'{column}_{what}' for column in ('kl', 'recon', 'mi') for what in ('median', 'q1', 'q3', 'min', 'max')]
    lines = ['beta,kind,runs,diverged,missing,' + ','.join(columns) + ',phase,phase_share']
    for beta, kl in ((0, 400), (1, 2), (10, 0)):
        for option in (f'"{OPTION}"', 'two'):
            values = [repr(middle * share) for middle in (kl, 20 + beta, kl / 2) for share in (1, 0.9, 1.1, 0.8, 1.2)]
            is_low = kl < 1
            lines.append(f'{beta},{option},2,0,0,' + ','.join(values) + (f',"{OPTION}",1' if is_low else ',learning,0'))
    lines[-1] = '10,two,0,0,2,' + ',' * 16
    (sweep / 'points.csv').write_text('\n'.join(lines) + '\n')


def make_hostile(program, here, folder):
    """A project of small scenarios: one passes, one fails, one drifts, one is new, names and claims are
    hostile. The drift is planted in the golden of a scenario that was blessed, which is then sealed anew."""
    shutil.rmtree(folder, ignore_errors=True)
    experiments = folder / 'experiments' / 'fam<i>ly'
    experiments.mkdir(parents=True)

    def write(name, text):
        (experiments / (name + '.yaml')).write_text(text)

    write('base', BASE)
    write(HOSTILE, f"claim: '{CLAIM}'\nabout: '{CLAIM}'\n{SETTINGS}expect:\n  - final: {{kl: [100, 200]}}\n")
    write('drifts', 'claim: It was otherwise.\n' + SETTINGS)
    write('passes', 'claim: It is as it was.\n' + SETTINGS)
    blessed = ['fam<i>ly/drifts', 'fam<i>ly/passes']
    klimb(program, 'bless', '--yes', '--reason', 'test', *blessed, folder=folder)
    golden = folder / 'expected' / 'fam<i>ly' / 'drifts'
    lines = (golden / 'bits.csv').read_text().split('\n')
    cells = lines[6].split(',')
    cells[3] = f'{float(cells[3]) * 1.0001:.7g}'
    (golden / 'bits.csv').write_text('\n'.join(lines[:6] + [','.join(cells)] + lines[7:]))
    sealed = json.loads((golden / 'golden.json').read_text())
    whole = {key: value for key, value in sealed.items()
             if key not in ('format', 'seeds', 'rows', 'sha256', 'seal')}
    (golden / 'golden.json').write_text(json.dumps(whole, indent=1) + '\n')
    klimb(program, 'bless', '--reseal', blessed[0], folder=folder)
    make_study(folder)
    klimb(program, 'report', '--quiet', '--reports', here / 'reports', folder=folder, codes=(1,))
    return folder / 'build' / 'report'


# ---- every page ----------------------------------------------------------------------------------

LINKS = """[...document.querySelectorAll('[href], [src]')].map(node => node.href || node.src)"""
BROKEN = """Promise.all([...document.images].map(image => {
    image.loading = 'eager';
    return image.decode().then(() => null, () => image.getAttribute('src'));
})).then(all => all.filter(Boolean))"""
UNNAMED = """[...document.images].filter(image => !image.alt).length +
    [...document.querySelectorAll('a, button')].filter(node => !node.textContent.trim() && !node.querySelector('img[alt]')).length"""


def leads_somewhere(report, address):
    parts = urllib.parse.urlsplit(address)
    path = pathlib.Path(urllib.parse.unquote(parts.path))
    return parts.scheme == 'file' and path.is_file() and report in path.parents


def check_page(browser, report, page):
    name = str(page.relative_to(report))
    browser.open(page.as_uri())
    check(name + ': complaints', browser.errors, [])
    browser.errors.clear()
    check(name + ': links that lead nowhere',
          [link for link in browser.evaluate(LINKS) if not leads_somewhere(report, link)], [])
    check(name + ': broken images', browser.evaluate(BROKEN), [])
    check(name + ': images and links without words', browser.evaluate(UNNAMED), 0)
    check(name + ': a name ran', browser.evaluate('typeof hacked'), 'undefined')
    check(name + ': headings of the first level', browser.evaluate("document.querySelectorAll('h1').length"), 1)
    browser.resize(WIDTHS['narrow'], 800)
    check(name + ': wider than a telephone', browser.evaluate('document.documentElement.scrollWidth'), WIDTHS['narrow'])
    browser.resize(WIDTHS['wide'], 900)


def check_pages(browser, report):
    pages = sorted(report.rglob('*.html'))
    for page in pages:
        check_page(browser, report, page)
    check('what was asked of the network', [request for request in browser.requests if not request.startswith('file:')], [])
    check('a shell ran a name', list(report.rglob('hacked')) + list(report.parent.parent.glob('hacked')), [])
    return len(pages)


# ---- the table of the index ----------------------------------------------------------------------

SHOWN = "[...document.querySelectorAll('table.scenarios tbody tr')].filter(row => !row.hidden).map(row => row.querySelector('.name').textContent)"
FOCUSED = "document.activeElement.closest('tr')?.querySelector('.name').textContent ?? document.activeElement.name ?? ''"
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


def check_table(browser, index):
    browser.open(index.as_uri())
    everything = browser.evaluate(SHOWN)
    check('all are shown first', len(everything) >= 8)
    check('the keys are said', browser.evaluate("document.querySelector('.tools .keys').offsetHeight > 0"))
    browser.press('/')
    check('/ goes to the search', browser.evaluate(FOCUSED), 'q')
    browser.type('COLLAPSE beta optimum')
    check('all words have to be found, in any case', browser.evaluate(SHOWN), ['collapse/large-beta'])
    browser.press('Escape')
    check('Escape shows all', browser.evaluate(SHOWN), everything)
    browser.press('/')
    browser.type('healthy encode')
    check('search', browser.evaluate(SHOWN), ['learning/healthy'])
    check('a search is in the address', browser.evaluate('location.hash'), '#q=healthy+encode')
    check('how many', browser.evaluate("document.querySelector('.found').textContent"), f'1 of {len(everything)} scenarios')
    address = browser.press_and_follow('Enter')
    check('Enter opens what was found', address.endswith('scenarios/learning/healthy.html'))
    browser.open(index.as_uri() + '#q=healthy+encode')
    check('an address finds again', browser.evaluate(SHOWN), ['learning/healthy'])
    browser.press('Escape')
    browser.press('j')
    check('j goes to the first', browser.evaluate(FOCUSED), everything[0])
    browser.press('ArrowDown')
    browser.press('j')
    browser.press('k')
    check('arrows, j and k go up and down', browser.evaluate(FOCUSED), everything[1])
    check('the row is marked', browser.evaluate("document.querySelector('tr.chosen .name').textContent"), everything[1])
    address = browser.press_and_follow('Enter')
    check('Enter opens the row', urllib.parse.unquote(address).endswith(f'scenarios/{everything[1]}.html'))
    address = browser.press_and_follow('j')
    check('j goes to the next page', urllib.parse.unquote(address).endswith(f'scenarios/{everything[2]}.html'))
    address = browser.press_and_follow('k')
    check('k goes back', urllib.parse.unquote(address).endswith(f'scenarios/{everything[1]}.html'))
    address = browser.press_and_follow('u')
    check('u goes to the family', '/families/' in address)
    check_filters(browser, index, everything)


def check_filters(browser, index, everything):
    browser.open(index.as_uri())
    family = everything[0].split('/')[0]
    browser.evaluate(f"[...document.querySelectorAll('.chip')].find(chip => chip.firstChild.data === '{family}').click()")
    check('a family alone', browser.evaluate(SHOWN), [name for name in everything if name.startswith(family + '/')])
    check('the filter is said to be on', browser.evaluate("document.querySelectorAll('[aria-pressed=true]').length"), 1)
    browser.press('Escape')
    values = "[...document.querySelectorAll('table.scenarios tbody tr')].map(row => parseFloat(row.cells[4].dataset.value))"
    browser.click('thead th:nth-child(5) button')
    found = browser.evaluate(values)
    numbers = [value for value in found if value is not None]
    check('KL ascends', numbers, sorted(numbers))
    check('values that are not finite come last', found[-1], None)
    check('and is said to', browser.evaluate("document.querySelector('thead th:nth-child(5)').ariaSort"), 'ascending')
    browser.click('thead th:nth-child(5) button')
    check('KL descends, values that are not finite last', browser.evaluate(values), sorted(numbers, reverse=True) + [None])
    browser.click('thead th:nth-child(5) button')
    check('the third time as it was', browser.evaluate(SHOWN), everything)
    for _ in range(12):
        browser.press('Tab')
        check('what has the focus is seen to have it', browser.evaluate(OUTLINE), 'solid')


def check_without_scripts(browser, index):
    browser.open(index.as_uri())
    rows = browser.evaluate("document.querySelectorAll('table.scenarios tbody tr').length")
    browser.scripts(False)
    browser.open(index.as_uri())
    seen = "[...document.querySelectorAll('table.scenarios tbody tr')].filter(row => row.offsetHeight > 0).length"
    check('all rows without scripts', browser.evaluate(seen), rows)
    check('no filters without scripts', browser.evaluate("document.querySelector('.tools').offsetHeight"), 0)
    browser.scripts(True)


def check_failure(browser, report):
    """The page of what failed begins with it, and its figure of the first departure is there."""
    browser.open((report / 'scenarios' / 'fam<i>ly' / 'drifts.html').as_uri())
    first = "document.querySelector('h1').nextElementSibling.className"
    check('what failed stands first', browser.evaluate(first), 'failure DRIFT')
    check('with a figure', browser.evaluate("document.querySelectorAll('.failure img').length"), 1)
    browser.open((report / 'studies' / (HOSTILE + '.html')).as_uri())
    check('a study has a figure', browser.evaluate("document.querySelectorAll('figure.study img').length"), 1)
    browser.open((report / 'index.html').as_uri())
    check('a badge for every verdict', browser.evaluate("[...document.querySelectorAll('.tiles .badge')].map(badge => badge.textContent)"),
          ['1 PASS', '1 NEW', '1 DRIFT', '1 FAIL'])
    browser.evaluate("[...document.querySelectorAll('.chip.DRIFT')][0].click()")
    check('a verdict alone', browser.evaluate(SHOWN), ['fam<i>ly/drifts'])


# ---- what it looks like --------------------------------------------------------------------------


def take_screenshots(browser, pages, folder):
    for scheme in ('light', 'dark'):
        browser.colour_scheme(scheme)
        for width in WIDTHS:
            browser.resize(WIDTHS[width], 900)
            for name, page in pages.items():
                browser.open(page.as_uri())
                browser.evaluate(BROKEN)  # which waits for all images
                browser.screenshot(folder / f'{name}-{width}-{scheme}.png')
    browser.colour_scheme('light')
    browser.resize(WIDTHS['wide'], 900)


def main():
    here = pathlib.Path.cwd()
    program, build = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    folder = build / 'browser'
    folder.mkdir(parents=True, exist_ok=True)
    print('browser: drawing two reports', flush=True)
    klimb(program, 'report', '--quiet', '--output', folder / 'report', *LOOKED_AT, folder=here)
    report, hostile = folder / 'report', make_hostile(program, here, folder / 'hostile')
    with Chromium() as browser:
        browser.resize(WIDTHS['wide'], 900)
        count = check_pages(browser, report) + check_pages(browser, hostile)
        check_table(browser, report / 'index.html')
        check_without_scripts(browser, report / 'index.html')
        check_failure(browser, hostile)
        take_screenshots(browser, {
            'index': report / 'index.html',
            'scenario': report / 'scenarios' / 'learning' / 'healthy.html',
            'family': report / 'families' / 'collapse.html',
            'failure': hostile / 'scenarios' / 'fam<i>ly' / 'drifts.html',
            'hostile': hostile / 'index.html',
            'study': hostile / 'studies' / (HOSTILE + '.html'),
        }, folder)
        check('complaints at the end', browser.errors, [])
    print(f'browser: {count} pages, {checks} checks, {len(failures)} failed; screenshots in {os.path.relpath(folder, here)}')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
