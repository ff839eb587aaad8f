/* 质安监 — behaviour of all pages. No inline handlers, CSP-safe.
   Everything is opt-in through data- attributes; without this script every page still works. */
(function () {
  'use strict';

  const root = document.documentElement;
  function $(selector, within) { return (within || document).querySelector(selector); }
  function $$(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }
  function on(element, type, handler, options) {
    if (element) { element.addEventListener(type, handler, options); }
  }
  const store = {
    get: function (key) { try { return localStorage.getItem(key); } catch { return null; } },
    set: function (key, value) { try { localStorage.setItem(key, value); } catch { /* full or off */ } }
  };
  function words(name) { const held = $('#words'); return (held && held.dataset[name]) || ''; }
  function icon(name, css) {
    const holder = document.createElement('span');
    holder.innerHTML = '<svg class="zj-ico" aria-hidden="true"><use/></svg>';
    const svg = holder.firstChild;
    if (css) { svg.classList.add(css); }
    svg.firstChild.setAttribute('href', root.dataset.icons + '#i-' + name);
    return svg;
  }
  function topDialog() { const open = $$('dialog[open]'); return open[open.length - 1] || null; }

  /* ── toasts: 4 s, errors stay until closed; inside the top dialog, or they would lie below it ── */
  function toast(text, tone) {
    const host = topDialog() || document.body;
    let box = $('.zj-toasts', host);
    if (!box) {
      box = document.createElement('div');
      box.className = 'zj-toasts';
      box.setAttribute('role', 'status');
      host.appendChild(box);
    }
    const bad = tone === 'bad';
    const item = document.createElement('div');
    item.className = 'zj-toast' + (bad ? ' zj-toast--bad' : '');
    item.appendChild(icon(bad ? 'warn' : 'check'));
    const span = document.createElement('span');
    span.textContent = text;
    item.appendChild(span);
    if (bad) {
      const close = document.createElement('button');
      close.type = 'button';
      close.textContent = words('close');
      on(close, 'click', function () { item.remove(); });
      item.appendChild(close);
    } else {
      setTimeout(function () { item.remove(); }, 4000);
    }
    box.appendChild(item);
    return item;
  }
  $$('.zj-flash').forEach(function (box) {
    $$('[data-flash]', box).forEach(function (message) {
      if (message.dataset.flash === 'ok' && $('#words')) { toast(message.textContent.trim()); message.remove(); }
    });
    if ($('[data-flash]', box)) { box.classList.add('is-kept'); } else { box.remove(); }
  });

  /* ── dialogs: native <dialog> gives the focus trap and Esc ── */
  function focusIn(dialog) {
    const coarse = matchMedia('(pointer: coarse)').matches;
    let first = $('[autofocus]', dialog) || $('[data-errors]:not([hidden])', dialog) || $('[aria-invalid="true"]', dialog) ||
      (coarse ? null : $('.zj-dialog__b input:not([type=hidden]):not([type=file]),.zj-dialog__b select,.zj-dialog__b textarea', dialog));
    if (!first) { dialog.tabIndex = -1; first = dialog; }
    first.focus();
  }
  function openDialog(dialog, from) {
    if (!dialog || dialog.open) { return; }
    dialog.opener = from || document.activeElement;
    dialog.showModal();
    focusIn(dialog);
  }
  /* a form with a draft may be closed without a question: its text is kept */
  function isDirty(dialog) { const form = $('form[data-form]', dialog); return !!(form && form.dirty && !form.draft); }
  function closeDialog(dialog, sure) {
    if (!dialog || !dialog.open) { return; }
    if (!sure && isDirty(dialog)) { ask($('#leave'), function () { closeDialog(dialog, true); }); return; }
    dialog.close();
  }
  function returnFocus(opener) {
    if (!opener) { return; }
    if (document.contains(opener)) {
      const menu = opener.closest && opener.closest('.zj-menu[hidden]');
      (menu ? menu.previousElementSibling : opener).focus();
      return;
    }
    /* the list was refreshed: the same link is a new element now */
    const href = opener.getAttribute && opener.getAttribute('href');
    const again = href && $$('a').find(function (link) { return link.getAttribute('href') === href; });
    const title = $('#list h1') || $('#main');
    if (!again && title.tabIndex < 0) { title.tabIndex = -1; }
    (again || title).focus();
  }
  /* the same when an act leads to a page that is loaded anew */
  function keepFocus(opener) {
    if (!opener) { return; }
    try { sessionStorage.setItem('zj-focus', opener.id ? '#' + opener.id : opener.getAttribute('href') || ''); } catch { /* full or off */ }
  }
  function restoreFocus() {
    let kept = null;
    try { kept = sessionStorage.getItem('zj-focus'); sessionStorage.removeItem('zj-focus'); } catch { /* off */ }
    if (kept === null) { return; }
    const link = document.createElement('a');
    link.setAttribute('href', kept);
    returnFocus((kept[0] === '#' && document.getElementById(kept.slice(1))) || link);
  }
  on(document, 'close', function (event) {
    const dialog = event.target;
    if (dialog.nodeName !== 'DIALOG') { return; }
    const opener = dialog.opener;
    dialog.opener = null;
    if (dialog.dataset.loaded !== undefined) { dialog.remove(); }
    returnFocus(opener);
  }, true);
  on(document, 'cancel', function (event) {
    if (event.target.nodeName === 'DIALOG' && isDirty(event.target)) { event.preventDefault(); closeDialog(event.target); }
  }, true);

  /* a question before an act; the button that says yes carries the verb */
  function ask(dialog, yes, text, verb, danger) {
    const button = $('[data-yes]', dialog);
    if (text) { $('h2', dialog).textContent = text; }
    if (verb) {
      button.textContent = verb;
      button.className = 'zj-btn ' + (danger ? 'zj-btn--dangerfill' : 'zj-btn--p');
    }
    button.onclick = function () { dialog.close(); yes(); };
    openDialog(dialog);
  }

  /* loaded dialogs and drawers: <a href data-opens="dialog|drawer"> shows its page as a part */
  function loadDialog(link) {
    const dialog = document.createElement('dialog');
    const drawer = link.dataset.opens === 'drawer';
    dialog.className = 'zj-dialog is-loading' + (drawer ? ' zj-drawer' : '');
    dialog.dataset.loaded = '';
    dialog.setAttribute('hx-headers', '{"X-ZJ-Partial":"1"}');
    const wait = document.createElement('p');
    wait.className = 'zj-dialog__wait';
    wait.setAttribute('role', 'status');
    wait.textContent = words('loading');
    dialog.appendChild(wait);
    document.body.appendChild(dialog);
    dialog.setAttribute('aria-label', link.textContent.trim());
    openDialog(dialog, link);
    htmx.process(dialog);
    htmx.ajax('GET', link.href, { source: dialog, target: dialog, swap: 'innerHTML', headers: { 'X-ZJ-Partial': '1' } });
  }
  let numbered = 0;
  function dress(dialog) {
    dialog.classList.remove('is-loading');
    const form = $('form[data-form]', dialog);
    const size = form ? form.dataset.size : '';
    ['m', 'l', 'xl'].forEach(function (one) { dialog.classList.toggle('zj-dialog--' + one, one === size); });
    const title = $('[data-title]', dialog);
    if (title) {
      title.id = 'dialog-title-' + (numbered += 1);
      dialog.removeAttribute('aria-label');
      dialog.setAttribute('aria-labelledby', title.id);
    }
    prepare(dialog);
    focusIn(dialog);
  }
  on(document, 'htmx:afterSwap', function (event) {
    const target = event.detail.target;
    if (target.nodeName === 'DIALOG') { dress(target); } else { prepare(target.isConnected ? target : document); }
  });
  /* A form outlives its sign-in: after signing in again elsewhere it goes on with a fresh token,
     but only for the one who filled it in. */
  function renewToken() {
    return fetch('/token/', { headers: { 'X-ZJ-Partial': '1' }, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
      .then(function (found) {
        if (String(found.user) !== $('#whoami').dataset.user) { return Promise.reject('stranger'); }
        $$('input[name="csrf_token"]').forEach(function (field) { field.value = found.token; });
      });
  }
  function signInAgain(reason) {
    if (reason === 'stranger') { toast(words('stranger'), 'bad'); return; }
    const message = toast(words('expired'), 'bad'), link = document.createElement('a');
    link.href = '/login/';
    link.target = '_blank';
    link.rel = 'noopener';
    link.textContent = words('login');
    message.insertBefore(link, message.lastChild);
  }
  on(document, 'htmx:responseError', function (event) {
    const status = event.detail.xhr.status, form = event.target.closest && event.target.closest('form');
    if (status === 400 && form && !form.renewed && event.detail.xhr.getResponseHeader('X-ZJ-Stale')) {
      form.renewed = true;
      release(form);
      renewToken().then(function () { form.requestSubmit(form.pressed); }, function (reason) { form.renewed = false; signInAgain(reason); });
      return;
    }
    if (form) { form.renewed = false; }
    if (status === 401 && form) { release(form); signInAgain(); return; }
    const dialog = event.detail.target;
    const text = status === 401 ? words('expired') : status === 403 ? words('forbidden') : status === 404 ? words('missing') : words('failed');
    if (dialog && dialog.classList.contains('is-loading')) { closeDialog(dialog, true); }
    release(event.target);
    toast(text, 'bad');
  });
  ['htmx:sendError', 'htmx:timeout'].forEach(function (type) {
    on(document, type, function (event) {
      if (event.detail.target && event.detail.target.classList.contains('is-loading')) { closeDialog(event.detail.target, true); }
      release(event.target);
      toast(words('offline'), 'bad');
    });
  });
  /* the server says that it is done: close, say so, show the list as it is now */
  on(document, 'zj:done', function (event) {
    const dialog = event.target.closest && event.target.closest('dialog');
    const form = dialog && $('form[data-form]', dialog);
    if (form) { form.dirty = false; }
    let opener = dialog && dialog.opener;
    $$('dialog[data-loaded]').forEach(function (one) { if (one !== dialog && one.opener) { opener = one.opener; } });
    if (event.detail.url) { keepFocus(opener); location.href = event.detail.url; return; }
    $$('dialog[data-loaded]').reverse().forEach(function (one) { one.opener = null; one.close(); });
    toast(event.detail.message);
    const list = $('#list');
    if (!list) { keepFocus(opener); setTimeout(function () { location.reload(); }, 700); return; }
    htmx.ajax('GET', location.pathname + location.search, { source: list, target: list, select: '#list', swap: 'outerHTML' })
      .then(function () { prepare(document); returnFocus(opener); });
  });

  on(document, 'click', function (event) {
    const target = event.target;
    if (!target.closest) { return; }
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    const opens = target.closest('a[data-opens]');
    if (opens && plain && window.htmx) { event.preventDefault(); closeMenus(); loadDialog(opens); return; }
    const open = target.closest('[data-open]');
    if (open) { event.preventDefault(); openDialog($(open.dataset.open), open); return; }
    const close = target.closest('[data-close]');
    if (close && close.closest('dialog')) { closeDialog(close.closest('dialog')); return; }
    const confirm = target.closest('[data-confirm]');
    if (confirm && !confirm.sure) {
      event.preventDefault();
      const text = confirm.dataset.confirm.replace('{n}', $$('[data-one]:checked').length);
      ask($('#ask'), function () { confirm.sure = true; confirm.click(); confirm.sure = false; }, text,
        confirm.textContent.trim(), confirm.classList.contains('zj-link--danger'));
      return;
    }
    const reveal = target.closest('[data-reveal]');
    if (reveal) { revealNumber(reveal); return; }
    if (target.nodeName === 'DIALOG' && target.open) {
      const box = target.getBoundingClientRect();
      const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
      if (outside && !$('form[data-form]', target)) { closeDialog(target); }
    }
  });
  function token() { const field = $('input[name="csrf_token"]'); return field ? field.value : ''; }
  function revealNumber(button) {
    fetch(button.dataset.reveal, { method: 'POST', headers: { 'X-CSRFToken': token(), 'X-ZJ-Partial': '1' }, credentials: 'same-origin' })
      .then(function (answer) {
        if (!answer.ok) { toast(words(answer.status === 401 ? 'expired' : answer.status === 403 ? 'forbidden' : 'failed'), 'bad'); return; }
        answer.text().then(function (text) {
          const shown = button.previousElementSibling;
          shown.textContent = text;
          shown.tabIndex = -1;
          shown.focus();
          button.remove();
        });
      }, function () { toast(words('offline'), 'bad'); });
  }

  /* ── menus: <button data-menu aria-expanded> followed by .zj-menu[hidden] ── */
  function raise(button, above) {
    /* the cells of a sticky column would lie above a menu of an earlier row */
    const cell = button.closest('td.act');
    if (cell) { cell.classList.toggle('is-open', above); }
  }
  function closeMenus(except) {
    $$('[data-menu][aria-expanded="true"]').forEach(function (button) {
      if (button === except) { return; }
      button.setAttribute('aria-expanded', 'false');
      button.nextElementSibling.hidden = true;
      raise(button, false);
    });
  }
  on(document, 'click', function (event) {
    const button = event.target.closest && event.target.closest('[data-menu]');
    closeMenus(button);
    if (!button) { return; }
    const menu = button.nextElementSibling;
    const opening = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', String(opening));
    menu.hidden = !opening;
    raise(button, opening);
    if (opening && menu.classList.contains('zj-menu--row')) {
      /* fixed, so that the scrolling table does not cut it off */
      const box = button.getBoundingClientRect();
      const below = innerHeight - box.bottom > menu.offsetHeight + 12;
      menu.style.setProperty('left', Math.max(8, box.right - menu.offsetWidth) + 'px');
      menu.style.setProperty('top', (below ? box.bottom + 4 : box.top - menu.offsetHeight - 4) + 'px');
    }
    if (opening && event.detail === 0) { const first = $('a,button', menu); if (first) { first.focus(); } }
  });
  on(document, 'keydown', function (event) {
    const menu = event.target.closest && event.target.closest('.zj-menu');
    if (menu && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const items = $$('a,button', menu);
      const next = items.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : items.length - 1);
      event.preventDefault();
      items[next % items.length].focus();
    }
    if (event.key === 'Escape') {
      if (menu) { menu.previousElementSibling.focus(); }
      closeMenus();
      closeSide();
    }
  });
  on(document, 'scroll', function (event) { if (event.target.classList && event.target.classList.contains('zj-tscroll')) { closeMenus(); } }, true);

  /* ── sidebar ── */
  const side = $('.zj-side'), burger = $('.zj-burger');
  let scrim = null;
  function closeSide() {
    if (!side || !side.classList.contains('is-open')) { return; }
    side.classList.remove('is-open');
    burger.setAttribute('aria-expanded', 'false');
    if (scrim) { scrim.remove(); scrim = null; }
    burger.focus();
  }
  on(burger, 'click', function () {
    if (side.classList.contains('is-open')) { closeSide(); return; }
    side.classList.add('is-open');
    burger.setAttribute('aria-expanded', 'true');
    scrim = document.createElement('div');
    scrim.className = 'zj-scrim';
    on(scrim, 'click', closeSide);
    document.body.appendChild(scrim);
    const first = $('a,button', side);
    requestAnimationFrame(function () { first.focus(); });
  });
  $$('.zj-nav__grp').forEach(function (button) {
    on(button, 'click', function () {
      button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'));
    });
  });
  const current = $('.zj-nav [aria-current="page"]');
  if (current && side && current.offsetTop > side.clientHeight - 60) { side.scrollTop = current.offsetTop - 200; }

  /* ── 大字 mode ── */
  on(document, 'click', function (event) {
    if (!event.target.closest || !event.target.closest('[data-size-toggle]')) { return; }
    const large = root.dataset.size === 'large';
    root.dataset.size = large ? '' : 'large';
    store.set('zj-size', large ? '' : 'large');
    toast(words(large ? 'normal' : 'large'));
  });
  /* ── a choice that is sent at once: with keys only when it is made, by Enter or by leaving ── */
  const sentAtOnce = '[data-submit-on-change]';
  function send(select) { keepFocus(select); select.form.submit(); }
  function isChosen(select) { return select.matches && select.matches(sentAtOnce) && select.byKeys && !select.options[select.selectedIndex].defaultSelected; }
  on(document, 'keydown', function (event) {
    const select = event.target;
    if (!select.matches || !select.matches(sentAtOnce)) { return; }
    if (event.key === 'Enter' && isChosen(select)) { event.preventDefault(); send(select); return; }
    /* these open the list of choices, out of which one is taken as with the mouse */
    select.byKeys = !(event.altKey || event.key === ' ' || event.key === 'Enter' || event.key === 'F4');
  });
  on(document, 'pointerdown', function (event) { if (event.target.matches && event.target.matches(sentAtOnce)) { event.target.byKeys = false; } });
  on(document, 'change', function (event) { if (event.target.matches(sentAtOnce) && !event.target.byKeys) { send(event.target); } });
  on(document, 'focusout', function (event) { if (isChosen(event.target)) { send(event.target); } });

  /* ── palette: Ctrl+K, by name or 拼音首字母 ── */
  const palette = $('#palette');
  if (palette) {
    const input = $('input', palette), list = $('ul', palette);
    const links = $$('.zj-nav a,.zj-top [data-py]').map(function (link) {
      const group = link.closest('.zj-nav__sub');
      return {
        text: link.textContent.trim(),
        link: link,
        initials: link.dataset.py || '',
        group: group ? $('span', group.previousElementSibling).textContent : ''
      };
    });
    const go = function (item) { palette.opener = null; palette.close(); item.link.click(); };
    const mark = function (item) {
      $$('[role="option"]', list).forEach(function (one) {
        one.setAttribute('aria-selected', String(one === item));
      });
      if (item) { input.setAttribute('aria-activedescendant', item.id); item.scrollIntoView({ block: 'nearest' }); } else { input.removeAttribute('aria-activedescendant'); }
    };
    const draw = function () {
      const term = input.value.trim().toLowerCase();
      list.textContent = '';
      links.filter(function (one) {
        return !term || one.text.toLowerCase().indexOf(term) > -1 || one.initials.indexOf(term) > -1;
      }).forEach(function (one, place) {
        const item = document.createElement('li'), small = document.createElement('small');
        item.setAttribute('role', 'option');
        item.id = 'palette-' + place;
        item.link = one.link;
        item.dataset.href = one.link.getAttribute('href') || '';
        item.textContent = one.text;
        small.textContent = one.group;
        item.appendChild(small);
        list.appendChild(item);
      });
      if (!list.children.length) {
        const none = document.createElement('li');
        none.className = 'zj-empty';
        none.setAttribute('role', 'option');
        none.setAttribute('aria-disabled', 'true');
        none.textContent = list.dataset.none;
        list.appendChild(none);
        input.removeAttribute('aria-activedescendant');
        return;
      }
      mark(list.firstChild);
    };
    const showPalette = function (from) { input.value = ''; draw(); openDialog(palette, from); };
    on(input, 'input', draw);
    on(list, 'click', function (event) {
      const item = event.target.closest('[data-href]');
      if (item) { go(item); }
    });
    on(input, 'keydown', function (event) {
      const items = $$('li[id]', list), at = items.findIndex(function (one) { return one.getAttribute('aria-selected') === 'true'; });
      if (event.key === 'Enter' && items[at]) { event.preventDefault(); go(items[at]); }
      if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length) {
        event.preventDefault();
        mark(items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]);
      }
    });
    on(document, 'keydown', function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        if (!topDialog()) { showPalette(); }
      }
    });
    $$('[data-palette]').forEach(function (button) { on(button, 'click', function () { closeSide(); showPalette(button); }); });
  }

  /* ── keys: / search, n new, ? help, Ctrl+Enter submit ── */
  on(document, 'keydown', function (event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName) || event.target.isContentEditable;
    const dialog = topDialog();
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      const submit = $('[data-submit]', dialog || document);
      if (submit) { event.preventDefault(); submit.click(); }
      return;
    }
    if (typing || dialog || event.ctrlKey || event.altKey || event.metaKey) { return; }
    const wanted = { '/': 'search', n: 'new', N: 'new', '?': 'help' }[event.key];
    const target = wanted && $('[data-key="' + wanted + '"]');
    if (!target) { return; }
    event.preventDefault();
    if (/^(INPUT|SELECT)$/.test(target.nodeName)) { target.focus(); if (target.select) { target.select(); } } else { target.click(); }
  });

  /* ── tabs ── */
  /* a form for several records: its parts stand one below the other until this makes them panels */
  function openTabs(list, pick) {
    const tabs = $$('[role="tab"]', list), wrong = tabs.filter(function (tab) { return $('.zj-nav__cnt:not([hidden])', tab); });
    tabs.forEach(function (tab) {
      const panel = document.getElementById(tab.getAttribute('aria-controls'));
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      panel.tabIndex = 0;
    });
    list.hidden = false;
    pick(wrong[0] || tabs[0]);
  }
  function tabOf(element) {
    const panel = element.closest('[data-panel]');
    return panel && document.getElementById(panel.id + '-tab');
  }
  /* what lies in another tab comes to light before it gets the focus */
  function showTabOf(element) {
    const tab = tabOf(element);
    if (tab && tab.getAttribute('aria-selected') !== 'true') { tab.click(); }
  }
  function whose(field) {
    const tab = tabOf(field);
    return tab ? tab.firstChild.textContent.trim() + words('colon') : '';
  }
  function prepareTabs(list) {
    const tabs = function () { return $$('[role="tab"]', list); };
    function pick(tab) {
      tabs().forEach(function (one) {
        const chosen = one === tab;
        one.setAttribute('aria-selected', String(chosen));
        one.tabIndex = chosen ? 0 : -1;
        const panel = document.getElementById(one.getAttribute('aria-controls'));
        if (panel) { panel.hidden = !chosen; }
      });
    }
    if (list.hidden) { openTabs(list, pick); }
    on(list, 'click', function (event) { const tab = event.target.closest('[role="tab"]'); if (tab) { pick(tab); } });
    on(list, 'keydown', function (event) {
      const all = tabs(), at = all.indexOf(document.activeElement), last = all.length - 1;
      const goal = { ArrowRight: at + 1, ArrowLeft: at + last, Home: 0, End: last }[event.key];
      if (at < 0 || goal === undefined) { return; }
      event.preventDefault();
      const next = all[goal % all.length];
      next.focus();
      pick(next);
    });
  }

  /* ── tables: selection, bulk bar, density; filters: folding ── */
  function prepareTable(box) {
    const all = $('[data-all]', box), bulk = $('[data-bulk]', box), bar = $('[data-tbar]', box), table = $('.zj-table', box);
    function sync() {
      const boxes = $$('[data-one]', box);
      let chosen = 0;
      boxes.forEach(function (one) {
        one.closest('tr').classList.toggle('is-sel', one.checked);
        if (one.checked) { chosen += 1; }
      });
      if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
      if (bulk) { bulk.classList.toggle('is-on', chosen > 0); bar.hidden = chosen > 0; $('[data-n]', bulk).textContent = chosen; }
    }
    on(box, 'change', function (event) {
      if (event.target === all) { $$('[data-one]', box).forEach(function (one) { one.checked = all.checked; }); }
      if (event.target.matches('[data-all],[data-one]')) { sync(); }
    });
    on($('[data-unsel]', box), 'click', function () {
      $$('[data-one]', box).forEach(function (one) { one.checked = false; });
      sync();
    });
    function setDensity(density) {
      if (!table) { return; }
      table.dataset.density = density;
      $$('[data-density-set]', box).forEach(function (one) { one.setAttribute('aria-pressed', String(one.dataset.densitySet === density)); });
    }
    $$('[data-density-set]', box).forEach(function (button) {
      on(button, 'click', function () { setDensity(button.dataset.densitySet); store.set('zj-density', button.dataset.densitySet); });
    });
    setDensity(store.get('zj-density') === 'compact' ? 'compact' : 'normal');
    /* the state stays in sight beside the actions, however wide these are */
    const act = $('th.act', box);
    if (act && window.ResizeObserver) {
      new ResizeObserver(function () { table.style.setProperty('--act-w', act.offsetWidth + 'px'); }).observe(act);
    }
    sync();
  }
  function prepareFilter(form) {
    const fold = $('[data-fold]', form);
    on(fold, 'click', function () {
      const narrow = matchMedia('(max-width: 640px)').matches;
      const folded = form.classList.toggle(narrow ? 'is-folded-s' : 'is-folded');
      if (narrow) { form.classList.remove('is-folded'); }
      fold.setAttribute('aria-expanded', String(!folded));
      const turned = fold.dataset.turned;
      fold.dataset.turned = fold.textContent;
      fold.textContent = turned;
    });
    on(form, 'submit', function () {
      /* blank conditions need not stand in the address, unless they take the place of a default */
      if (form.dataset.defaults !== undefined || form.method === 'post') { return; }
      $$('input,select', form).forEach(function (one) { if (!one.value) { one.disabled = true; } });
      setTimeout(function () { $$('input,select', form).forEach(function (one) { one.disabled = false; }); }, 0);
    });
  }

  /* ── tables of given rows: computed cells and totals while one types ── */
  function addsOf(output) {
    const found = {};
    output.dataset.adds.trim().split(' ').forEach(function (pair) { found[pair.split(':')[0]] = +pair.split(':')[1]; });
    return found;
  }
  function textsOf(row) {
    const found = {};
    $$('[data-col]', row).forEach(function (cell) {
      const input = $('input', cell);
      if (input || cell.dataset.value) { found[cell.dataset.col] = input ? input.value : cell.dataset.value; }
    });
    return found;
  }
  function computeGrid(table) {
    const lines = $$('tbody:not(.is-total) tr', table), adds = {};
    $$('[data-adds]', table).forEach(function (output) { adds[output.parentNode.dataset.col] = addsOf(output); });
    const found = figures.grid(lines.map(textsOf), adds);
    function put(output, value) {
      output.textContent = figures.shown(value, output.dataset.kind);
      output.classList.toggle('zj-bad', value < 0);
    }
    lines.forEach(function (row, place) {
      $$('[data-adds]', row).forEach(function (output) { put(output, found.cells[place][output.parentNode.dataset.col]); });
    });
    $$('[data-total]', table).forEach(function (output) { put(output, found.totals[output.dataset.total] || 0); });
  }
  function prepareGrid(table) {
    on(table, 'input', function () { computeGrid(table); });
    computeGrid(table);
  }

  /* ── forms: validated on leaving a field and on submit; sent once; nothing typed is lost ── */
  function verdictOf(key) { return !key || words(key); }
  const RULES = {
    mobile: function (value) { return /^1\d{10}$/.test(value.replace(/\*/g, '0')) || words('mobile'); },
    count: function (value) { return verdictOf(figures.fault('count', value)); },
    amount: function (value) { return verdictOf(figures.fault('amount', value)); },
    after: function (value, field) {
      const other = document.getElementById(field.dataset.after);
      return !other || !other.value || value > other.value || field.dataset.message || '';
    }
  };
  function typed(field) { return field.type === 'checkbox' ? String(field.checked) : field.value.trim(); }
  /* what this page itself can say against a field */
  function fault(field) {
    if (field.disabled) { return ''; }
    const value = typed(field), rule = RULES[field.dataset.rule || field.dataset.kind];
    if (field.required && !value) {
      const chooses = field.nodeName === 'SELECT' || field.type === 'date' || field.type === 'datetime-local';
      return field.dataset.missing || words(chooses ? 'choose' : 'fill').replace('{label}', field.dataset.l);
    }
    const verdict = !value || !rule || rule(value, field);
    return verdict === true ? '' : verdict;
  }
  /* what the server refused stays refused until something else is typed */
  function refused(field) { return field.refused && !field.disabled && field.refused.value === typed(field) ? field.refused.message : ''; }
  function check(field) {
    /* A cell of a small table carries its title too, for phones; it is no field. */
    if (field.dataset.l === undefined || field.value === undefined || field.type === 'hidden') { return ''; }
    const message = fault(field);
    show(field, message || refused(field));
    return message;
  }
  function show(field, message) {
    const id = field.id + '-err';
    let shown = document.getElementById(id);
    const rest = (field.getAttribute('aria-describedby') || '').split(' ').filter(function (one) { return one && one !== id; });
    if (message) {
      field.setAttribute('aria-invalid', 'true');
      if (!shown) {
        shown = document.createElement('p');
        shown.id = id;
        shown.className = 'zj-err';
        shown.appendChild(icon('warn'));
        shown.appendChild(document.createElement('span'));
        field.closest('.zj-f,td').appendChild(shown);
      }
      if (shown.lastElementChild.textContent !== message) { shown.lastElementChild.textContent = message; }
      rest.push(id);
    } else {
      field.removeAttribute('aria-invalid');
      if (shown) { shown.remove(); }
    }
    if (rest.length) { field.setAttribute('aria-describedby', rest.join(' ')); } else { field.removeAttribute('aria-describedby'); }
  }
  function said(field) { const error = document.getElementById(field.id + '-err'); return error ? error.textContent.trim() : ''; }
  /* a line of the summary names its field; the server's own words are kept where it said them */
  function line(field) {
    const message = said(field), told = field.refused;
    if (told && told.line && told.message === message) { return told.line; }
    return whose(field) + (message.indexOf(field.dataset.l) > -1 ? message : field.dataset.l + words('colon') + message);
  }
  function recount(form) {
    const bad = $$('[aria-invalid="true"]', form), summary = $('[data-errors]', form);
    if (summary && !summary.hidden) { retell(summary, bad); }
    $$('[data-sec]', form).forEach(function (link) {
      const part = document.getElementById(link.dataset.sec), badge = $('.zj-nav__cnt', link);
      const count = part ? $$('[aria-invalid="true"],[data-slot-error]:not([hidden])', part).length : 0;
      badge.hidden = !count;
      badge.textContent = count || '';
    });
    return bad.length;
  }
  /* lines of no field stay until the form is sent again, the others follow their fields */
  function retell(summary, bad) {
    const list = $('ul', summary), left = bad.slice();
    $$('li', list).forEach(function (item) {
      const link = $('a', item), field = link && document.getElementById(link.getAttribute('href').slice(1));
      if (!field || field.dataset.l === undefined) { return; }
      const at = left.indexOf(field);
      if (at < 0) {
        /* a field may have been refused twice; once corrected, both lines go */
        if (bad.indexOf(field) < 0) { item.remove(); }
        return;
      }
      left.splice(at, 1);
      if (link.textContent !== line(field)) { link.textContent = line(field); }
    });
    left.forEach(function (field) {
      const item = document.createElement('li'), link = document.createElement('a');
      link.href = '#' + field.id;
      link.textContent = line(field);
      item.appendChild(link);
      list.appendChild(item);
    });
    $('h2 span', summary).textContent = words('wrong').replace('{n}', list.children.length);
    summary.hidden = !list.children.length;
  }
  function keepRefusals(form, summary) {
    $$('[aria-invalid="true"][data-l]', form).forEach(function (field) {
      const link = summary && $$('a', summary).find(function (one) { return one.getAttribute('href') === '#' + field.id; });
      field.refused = { value: typed(field), message: said(field), line: link ? link.textContent.trim() : '' };
    });
  }
  function prepareForm(form) {
    const summary = $('[data-errors]', form);
    form.dirty = !!(summary && !summary.hidden) || !!$('[data-unconfirmed]', form);
    keepRefusals(form, summary);
    on(form, 'input', function (event) {
      form.dirty = true;
      const note = $('[data-dirty]', form);
      if (note) { note.textContent = words('dirty'); }
      if (event.target.getAttribute('aria-invalid') || refused(event.target)) { check(event.target); recount(form); }
    });
    function leave(event) {
      const field = event.target;
      if (field.isConnected && field.dataset && field.dataset.l && (field.value || field.getAttribute('aria-invalid'))) { check(field); recount(form); }
    }
    on(form, 'focusout', leave);
    on(form, 'change', leave);
    /* what a script of the form has found out about a field, or that it is well again */
    on(form, 'zj:fault', function (event) {
      const field = event.target;
      field.refused = event.detail ? { value: typed(field), message: event.detail } : null;
      check(field);
      recount(form);
    });
    on(form, 'click', function (event) {
      const link = event.target.closest('a[href^="#"]');
      const goal = link && document.getElementById(link.getAttribute('href').slice(1));
      if (!goal) { return; }
      event.preventDefault();
      showTabOf(goal);
      goal.scrollIntoView({ block: link.dataset.sec ? 'start' : 'center' });
      if (link.dataset.sec) { $$('[data-sec]', form).forEach(function (one) { one.removeAttribute('aria-current'); }); link.setAttribute('aria-current', 'true'); } else { goal.focus(); }
    });
    /* before htmx: it listens to the same event and must not send what is not complete */
    on(form, 'submit', function (event) {
      if (form.sending) { event.preventDefault(); event.stopImmediatePropagation(); return; }
      const wrong = $$('[data-l]', form).filter(check).length;
      if (summary && wrong) {
        event.preventDefault();
        event.stopImmediatePropagation();
        summary.hidden = false;
        recount(form);
        showTabOf($('[aria-invalid="true"]', form));
        summary.focus();
        summary.scrollIntoView({ block: 'nearest' });
        return;
      }
      if (form.hasAttribute('hx-post') && window.htmx) { event.preventDefault(); }
      form.sending = true;
      const button = event.submitter || $('[data-submit]', form);
      form.pressed = event.submitter || null;
      if (button) { button.classList.add('is-busy'); button.setAttribute('aria-busy', 'true'); }
      if (!form.hasAttribute('hx-post')) { form.dirty = false; }
    }, true);
  }
  function release(element) {
    const form = element && element.closest && element.closest('form');
    if (!form) { return; }
    form.sending = false;
    $$('.is-busy', form).forEach(function (button) { button.classList.remove('is-busy'); button.removeAttribute('aria-busy'); });
  }
  on(document, 'htmx:afterRequest', function (event) { release(event.target); });
  on(window, 'pageshow', function (event) { if (event.persisted) { $$('form').forEach(release); } });
  on(window, 'beforeunload', function (event) {
    if ($$('form[data-form]').some(function (form) { return form.dirty && !form.sending; })) { event.preventDefault(); event.returnValue = ''; }
  });
  on(document, 'submit', function (event) {
    const form = event.target;
    /* these are sent by script, which says itself how far it is */
    if (form.matches('[data-form],[data-export]')) { return; }
    /* a download leaves the page where it is, so its button comes back by itself */
    if (form.method === 'post' && form.sending) { event.preventDefault(); return; }
    form.sending = form.method === 'post';
    const button = event.submitter;
    if (button && form.sending) { button.classList.add('is-busy'); }
    if (form.dataset.download !== undefined) { setTimeout(function () { release(form); }, 3000); }
  });

  /* ── stepper, password eye, caps lock, standard phrases ── */
  on(document, 'click', function (event) {
    const button = event.target.closest && event.target.closest('.zj-step button');
    if (button) {
      const field = $('input', button.parentNode), step = +field.step || 1;
      let value = (+field.value || 0) + (button.dataset.d === '-' ? -step : step);
      if (field.max !== '') { value = Math.min(value, +field.max); }
      field.value = Math.max(+field.min || 0, value);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const eye = event.target.closest && event.target.closest('.zj-eye');
    if (eye) {
      const secret = eye.previousElementSibling, hidden = secret.type === 'password', label = eye.getAttribute('aria-label');
      secret.type = hidden ? 'text' : 'password';
      eye.setAttribute('aria-pressed', String(hidden));
      eye.setAttribute('aria-label', eye.dataset.eye);
      eye.dataset.eye = label;
    }
  });
  $$('[data-caps]').forEach(function (field) {
    on(field, 'keyup', function (event) {
      const hint = document.getElementById(field.dataset.caps);
      if (hint && event.getModifierState) { hint.hidden = !event.getModifierState('CapsLock'); }
    });
  });

  /* ── picker: type a part of the name, choose from what the server finds ── */
  function preparePicker(field) {
    const box = field.closest('.zj-pick'), hidden = $('input[type="hidden"]', box);
    let list = null, timer = null, asked = 0;
    field.setAttribute('role', 'combobox');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-expanded', 'false');
    function close() {
      if (list) { list.remove(); list = null; }
      field.setAttribute('aria-expanded', 'false');
      field.removeAttribute('aria-activedescendant');
    }
    function choose(item) {
      if (!item || !item.dataset.id) { return; }
      hidden.value = item.dataset.id;
      field.value = item.textContent;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      hidden.value = item.dataset.id;
      close();
    }
    function mark(item) {
      $$('li', list).forEach(function (one) { one.setAttribute('aria-selected', String(one === item)); });
      field.setAttribute('aria-activedescendant', item.id);
      item.scrollIntoView({ block: 'nearest' });
    }
    function draw(results) {
      close();
      list = document.createElement('ul');
      list.className = 'zj-pick__list';
      list.setAttribute('role', 'listbox');
      list.id = field.id + '-list';
      list.setAttribute('aria-label', field.dataset.l || '');
      field.setAttribute('aria-controls', list.id);
      results.forEach(function (one, place) {
        const item = document.createElement('li');
        item.setAttribute('role', 'option');
        item.id = list.id + '-' + place;
        item.dataset.id = one.id;
        item.textContent = one.text;
        list.appendChild(item);
      });
      if (!results.length) {
        const none = document.createElement('li');
        none.setAttribute('role', 'option');
        none.setAttribute('aria-disabled', 'true');
        none.textContent = words('none');
        list.appendChild(none);
      }
      on(list, 'mousedown', function (event) { event.preventDefault(); choose(event.target.closest('li')); });
      box.appendChild(list);
      field.setAttribute('aria-expanded', 'true');
      if (results.length) { mark(list.firstChild); }
    }
    function look() {
      const number = (asked += 1);
      let address = field.dataset.picker;
      address += (address.indexOf('?') < 0 ? '?' : '&') + 'q=' + encodeURIComponent(field.value.trim());
      fetch(address, { headers: { Accept: 'application/json', 'X-ZJ-Partial': '1' }, credentials: 'same-origin' })
        .then(function (answer) { return answer.ok ? answer.json() : { results: [] }; })
        .then(function (found) { if (number === asked && document.activeElement === field) { draw(found.results); } }, function () { toast(words('offline'), 'bad'); });
    }
    on(field, 'input', function () { hidden.value = ''; clearTimeout(timer); timer = setTimeout(look, 200); });
    on(field, 'keydown', function (event) {
      if (event.key === 'Escape' && list) { event.preventDefault(); event.stopPropagation(); close(); return; }
      if (!list) { if (event.key === 'ArrowDown') { event.preventDefault(); look(); } return; }
      const items = $$('li[data-id]', list), at = items.findIndex(function (one) { return one.getAttribute('aria-selected') === 'true'; });
      if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length) {
        event.preventDefault();
        mark(items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]);
      }
      if (event.key === 'Enter') { event.preventDefault(); choose(items[at]); }
    });
    on(field, 'blur', close);
  }

  /* ── a field that belongs to one value of another: hidden and not sent otherwise ── */
  function prepareConditions(form) {
    const follow = function () {
      $$('[data-shown-when]', form).forEach(function (field) {
        const rule = field.dataset.shownWhen.split('='), shown = form.elements[rule[0]].value === rule[1];
        field.hidden = !shown;
        $$('input,select,textarea', field).forEach(function (control) {
          control.disabled = !shown;
          if (!shown && control.getAttribute('aria-invalid')) { check(control); }
        });
      });
      recount(form);
    };
    /* what decides the others: they are offered anew, what is chosen stays where it still is */
    const offerAnew = function (decides) {
      const offered = $('[data-offered]', form), chosen = new URLSearchParams();
      $$('select', offered).forEach(function (control) { chosen.set(control.name, control.value); });
      fetch(form.action + '?' + chosen, { headers: { 'X-ZJ-Partial': '1' }, credentials: 'same-origin' })
        .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer); })
        .then(function (html) {
          if (decides.value !== chosen.get(decides.name)) { return; }
          const found = $('[data-offered]', new DOMParser().parseFromString(html, 'text/html'));
          const focused = document.activeElement.id;
          $$('select', found).forEach(function (control) {
            const now = form.elements[control.name];
            if (now && $('option[value="' + now.value + '"]', control)) { control.value = now.value; }
          });
          offered.replaceChildren.apply(offered, found.childNodes);
          if (focused && $('#' + focused, offered)) { $('#' + focused, offered).focus(); }
          follow();
        })
        .catch(function () { /* what is offered stays; the server checks what is chosen */ });
    };
    on(form, 'change', function (event) {
      follow();
      if (event.target.matches('[data-decides]')) { offerAnew(event.target); }
    });
    follow();
  }

  /* ── the days of a month: one stop for Tab, arrows from day to day, also into other months ── */
  function prepareDays(table) {
    const days = $$('a', table);
    function stop(day) { days.forEach(function (one) { one.tabIndex = one === day ? 0 : -1; }); }
    stop($('[aria-current="date"]', table) || days[0]);
    on(table, 'focusin', function (event) { if (event.target.nodeName === 'A') { stop(event.target); } });
    on(table, 'keydown', function (event) {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      const all = $$('[data-daygrid] a'), at = all.indexOf(event.target);
      if (!step || at < 0 || !all[at + step]) { return; }
      event.preventDefault();
      all[at + step].focus();
    });
  }

  /* ── every piece that is new on the page, once ── */
  function prepare(within) {
    function each(selector, name, make) {
      const found = $$(selector, within);
      if (within.matches && within.matches(selector)) { found.push(within); }
      found.forEach(function (element) {
        const ready = (element.dataset.ready || '').split(' ');
        if (ready.indexOf(name) > -1) { return; }
        element.dataset.ready = ready.concat(name).join(' ').trim();
        make(element);
      });
    }
    each('[role="tablist"]', 'tabs', prepareTabs);
    each('[data-table]', 'table', prepareTable);
    each('[data-grid]', 'grid', prepareGrid);
    each('form[data-filter]', 'filter', prepareFilter);
    each('form[data-form]', 'form', prepareForm);
    each('[data-picker]', 'picker', preparePicker);
    each('[data-daygrid]', 'days', prepareDays);
    each('form[data-conditions]', 'conditions', prepareConditions);
    const summary = $('[data-errors]:not([hidden])', within);
    if (summary && within === document) { summary.focus(); }
  }
  /* what the script of drafts shares with this one */
  window.zj = { icon: icon, renewToken: renewToken, showTabOf: showTabOf, toast: toast, token: token, words: words };
  prepare(document);
  restoreFocus();
  $$('dialog[data-autoopen]').forEach(function (dialog) { openDialog(dialog, document.body); });
})();
