// report.js -- search, filters, order and keys for the table of scenarios; keys to leaf through pages.
//
// Everything can be read without it. What the reader asks for is kept in the address behind '#', so
// that a link to a search can be sent, and going back finds it again. Texts of the page are only
// ever read and compared, never made into markup.
'use strict';

// ---- small things -------------------------------------------------------------------------------

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const isTyping = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);

// ---- the table ----------------------------------------------------------------------------------

// What is asked of the table. Empty sets let everything through.
const readWish = () => {
  const given = new URLSearchParams(location.hash.slice(1));
  const list = (key) => new Set((given.get(key) || '').split(',').filter(Boolean).map(decodeURIComponent));
  return { words: given.get('q') || '', verdict: list('verdict'), family: list('family'), order: given.get('order') || '' };
};

const writeWish = (wish) => {
  const kept = new URLSearchParams();
  if (wish.words) kept.set('q', wish.words);
  for (const key of ['verdict', 'family'])
    if (wish[key].size) kept.set(key, [...wish[key]].map(encodeURIComponent).join(','));
  if (wish.order) kept.set('order', wish.order);
  const hash = kept.toString();
  history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
};

const readRow = (row, place) => ({
  row,
  place,
  verdict: row.dataset.verdict,
  family: row.dataset.family,
  text: plain(row.textContent),
  link: row.querySelector('a.name'),
});

// How two rows compare by a column: rows without a number come last in either direction.
const comparisons = {
  verdict: (column, ranks) => (a, b) => ranks.get(b.verdict) - ranks.get(a.verdict),
  name: () => (a, b) => a.link.textContent.localeCompare(b.link.textContent, 'en', { numeric: true }),
  number: (column, ranks, sign) => (a, b) => {
    const value = (entry) => parseFloat(entry.row.cells[column].dataset.value);
    const x = value(a), y = value(b);
    if (isNaN(x) || isNaN(y)) return sign * (isNaN(x) - isNaN(y));
    return x - y;
  },
};

const setUpTable = (table, form) => {
  const body = table.tBodies[0];
  const entries = [...body.rows].map(readRow);
  const headings = [...table.tHead.rows[0].cells];
  const search = form.elements.q;
  const found = form.querySelector('.found');
  const verdicts = ['PASS', 'SKIP', 'UNTESTED', 'NEW', 'STALE', 'DRIFT', 'FAIL', 'ERROR'];
  const ranks = new Map(verdicts.map((name, rank) => [name, rank]));
  const chips = [];
  let wish = readWish();
  let chosen = null;

  const passes = (entry) =>
    (wish.verdict.size === 0 || wish.verdict.has(entry.verdict)) &&
    (wish.family.size === 0 || wish.family.has(entry.family)) &&
    plain(wish.words).split(/\s+/).every((word) => entry.text.includes(word));

  const ordered = () => {
    const sign = wish.order.startsWith('-') ? -1 : 1;
    const column = parseInt(wish.order.replace('-', ''), 10);
    const kind = headings[column] && headings[column].dataset.order;
    if (!kind) return entries;
    const compare = comparisons[kind](column, ranks, sign);
    return [...entries].sort((a, b) => sign * compare(a, b) || a.place - b.place);
  };

  const choose = (entry) => {
    if (chosen) chosen.row.classList.remove('chosen');
    chosen = entry;
    if (!entry) return;
    entry.row.classList.add('chosen');
    entry.link.focus({ preventScroll: true });
    entry.row.scrollIntoView({ block: 'nearest' });
  };

  const shown = () => [...body.rows].filter((row) => !row.hidden).map((row) => entries.find((entry) => entry.row === row));

  const update = () => {
    let count = 0;
    for (const entry of ordered()) {
      const isShown = passes(entry);
      entry.row.hidden = !isShown;
      count += isShown;
      body.append(entry.row);
    }
    found.textContent = count === entries.length ? `${count} ${table.dataset.things}` : `${count} of ${entries.length} ${table.dataset.things}`;
    for (const { button, key, name } of chips) button.setAttribute('aria-pressed', wish[key].has(name));
    headings.forEach((heading, column) => {
      const isOrdered = wish.order.replace('-', '') === String(column);
      if (heading.dataset.order)
        heading.setAttribute('aria-sort', !isOrdered ? 'none' : wish.order.startsWith('-') ? 'descending' : 'ascending');
    });
    writeWish(wish);
  };

  // A group of buttons, one for each value that rows have.
  const addChips = (key, names, legend) => {
    if (names.length < 2) return;
    const group = element('p', { className: 'chips' }, element('span', { className: 'legend', textContent: legend }));
    for (const name of names) {
      const count = entries.filter((entry) => entry[key] === name).length;
      const button = element('button', { type: 'button', className: 'chip ' + (key === 'verdict' ? name : '') },
        name || 'experiments', element('span', { className: 'count', textContent: count }));
      button.addEventListener('click', () => {
        if (!wish[key].delete(name)) wish[key].add(name);
        update();
      });
      chips.push({ button, key, name });
      group.append(button);
    }
    form.append(group);
  };

  // The headings become buttons: up, down, as it was.
  headings.forEach((heading, column) => {
    if (!heading.dataset.order) return;
    const button = element('button', { type: 'button' }, ...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      wish.order = wish.order === String(column) ? '-' + column : wish.order === '-' + column ? '' : String(column);
      update();
    });
  });

  addChips('verdict', verdicts.filter((name) => entries.some((entry) => entry.verdict === name)), 'Verdict');
  addChips('family', [...new Set(entries.map((entry) => entry.family))], 'Family');
  search.value = wish.words;
  search.addEventListener('input', () => {
    wish.words = search.value;
    update();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', () => {
    if (!location.hash.includes('=')) return;
    wish = readWish();
    search.value = wish.words;
    update();
  });
  form.hidden = false;
  update();

  const step = (by) => {
    const rows = shown();
    const at = rows.indexOf(chosen);
    choose(rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)] || null);
  };
  const clear = () => {
    wish = { words: '', verdict: new Set(), family: new Set(), order: '' };
    search.value = '';
    search.blur();
    choose(null);
    update();
  };
  const open = () => {
    const rows = shown();
    const entry = rows.includes(chosen) ? chosen : rows[0];
    if (entry) entry.link.click();
  };
  return { search, step, clear, open };
};

// ---- keys ---------------------------------------------------------------------------------------

const addHint = (pairs) => {
  const hint = document.querySelector('.keys');
  pairs.forEach(([keys, meaning]) => {
    const group = element('span', {});
    keys.forEach((key) => group.append(element('kbd', { textContent: key })));
    group.append(' ' + meaning);
    hint.append(group);
  });
  hint.hidden = false;
};

const follow = (selector) => {
  const link = document.querySelector(selector);
  if (link) link.click();
};

const setUpTableKeys = (table) => {
  addHint([[['/'], 'search'], [['j', 'k'], 'or arrows: up and down'], [['Enter'], 'open'], [['Esc'], 'show all']]);
  return {
    '/': () => { table.search.focus(); table.search.select(); },
    j: () => table.step(1),
    k: () => table.step(-1),
    ArrowDown: () => table.step(1),
    ArrowUp: () => table.step(-1),
    Escape: table.clear,
  };
};

const setUpPageKeys = () => {
  addHint([[['j'], 'next'], [['k'], 'previous'], [['u'], 'family'], [['i'], 'all scenarios']]);
  return {
    j: () => follow('a.next'),
    k: () => follow('a.prev'),
    u: () => follow('.where a'),
    i: () => follow('a.home'),
  };
};

const main = () => {
  const table = document.querySelector('table.scenarios');
  const form = document.querySelector('form.tools');
  const isTable = table && form;
  const scenarios = isTable ? setUpTable(table, form) : null;
  const keys = isTable ? setUpTableKeys(scenarios) : document.querySelector('.turn') ? setUpPageKeys() : {};
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inSearch = isTyping();
    if (inSearch && event.key === 'Enter' && isTable) {
      event.preventDefault();
      scenarios.open();
      return;
    }
    if (inSearch && !/^(Escape|ArrowDown|ArrowUp)$/.test(event.key)) return;
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (!action) return;
    event.preventDefault();
    action();
  });
};

main();
