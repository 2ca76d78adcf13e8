"""The eyes of `look` and `ask`, JavaScript: what is visible, what it is called, and which form it belongs to.

Visibility is judged as an eye would: not transparent, not parked outside the page, not cut away by a parent without
size. Every text is clipped; no function here returns a field's value.
"""

EYES = r"""
  const up = node => node.parentElement || (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null);
  const closest = (node, test) => { for (; node; node = up(node)) if (test(node)) return node; return null; };
  const all = [];
  const walk = root => { for (const each of root.querySelectorAll('*')) {
    if (all.length > 20000) return;
    all.push(each);
    if (each.shadowRoot) walk(each.shadowRoot);
  } };
  walk(document);
  const order = new Map(all.map((each, at) => [each, at]));
  const clip = value => String(value ?? '').replace(/\s+/g, ' ').trim().slice(0, 160);
  const words = node => clip(node ? (node.innerText || node.textContent) : '');

  const cut = node => { for (let at = node; at && at !== document.body; at = up(at)) {
    const style = getComputedStyle(at);
    if (at !== node && style.overflow !== 'visible' && style.display !== 'contents' && style.display !== 'inline'
        && (at.clientWidth < 4 || at.clientHeight < 4)) return true;
    if (style.position === 'fixed') return false; // it hangs on the window, not on what stands around it
  } return false; };
  const visible = node => {
    if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
    const box = node.getBoundingClientRect();
    const left = box.left + scrollX, top = box.top + scrollY;
    if (box.width < 4 || box.height < 4 || left + box.width <= 1 || top + box.height <= 1) return false;
    if (left >= Math.max(document.documentElement.scrollWidth, innerWidth)) return false;
    const style = getComputedStyle(node);
    if (/inset\((100|50)%|circle\(0/.test(style.clipPath)) return false;
    if (/rect\((0px|1px),? (0px|1px)/.test(style.clip)) return false;
    return !cut(node);
  };

  const isButton = node => node instanceof HTMLButtonElement || (node instanceof HTMLAnchorElement)
    || (node instanceof HTMLInputElement && ['submit', 'button', 'image'].includes(node.type))
    || ['button', 'link', 'menuitem'].includes(node.getAttribute('role'));
  const holds = (node, list) => list.some(each => closest(each, at => at === node));
  const isForm = node => node.matches('form,[role=form],dialog,[role=dialog],[role=search],search');
  const places = [];
  const place = node => { if (!places.includes(node)) places.push(node); return places.indexOf(node); };
  const grouping = (fields, buttons) => {
    const pushed = buttons.filter(node => !(node instanceof HTMLAnchorElement));
    const texts = fields.filter(node => node.type !== 'password');
    const climb = (node, test) =>
      closest(up(node), at => at === document.body || isForm(at) || test(at)) || document.body;
    const anchors = fields.filter(node => node.type === 'password' && !node.form)
      .map(node => climb(node, at => holds(at, pushed) && holds(at, texts)));
    const owner = node => node.form || closest(node, isForm) || closest(node, at => anchors.includes(at));
    return node => place(owner(node) || climb(node, at => holds(at, pushed)));
  };
  const groupOfButton = node => { const at = closest(node.form || node, each => places.includes(each));
    return at ? places.indexOf(at) : -1; };

  const byIds = node => (node.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean)
    .map(id => words(node.getRootNode().getElementById?.(id))).join(' ');
  const label = node => clip([node.getAttribute('aria-label'), byIds(node),
    ...[...(node.labels || [])].map(words), node.getAttribute('title')].filter(Boolean).join(' '));
  const near = node => { for (let at = node, i = 0; at && i < 3; at = up(at), i++) {
    const before = at.previousElementSibling;
    if (before && !before.querySelector('input') && words(before)) return words(before).slice(0, 80);
    if (before || at.matches('form')) return '';
  } return ''; };
  const trap = node => closest(node, at => isForm(at) || at.getAttribute('aria-hidden') === 'true')
    ?.getAttribute('aria-hidden') === 'true' && node.tabIndex < 0;
  const covered = node => { const box = node.getBoundingClientRect();
    let at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    while (at && at.shadowRoot) { const deeper = at.shadowRoot.elementFromPoint(
      box.left + box.width / 2, box.top + box.height / 2); if (!deeper || deeper === at) break; at = deeper; }
    return !!at && !closest(at, each => each === node) && !closest(node, each => each === at); };

  const elements = [];
  const add = node => elements.push(node) - 1;
  const heading = node => {
    const own = node === document.body ? null : node.querySelector('h1,h2,h3,h4,legend,[role=heading]');
    if (own) return words(own);
    for (let at = node, i = 0; at && at !== document.body && i < 4; at = up(at), i++)
      for (let before = at.previousElementSibling; before; before = before.previousElementSibling)
        if (before.matches('h1,h2,h3,h4,legend,[role=heading]')) return words(before);
    return '';
  };
  const tellButton = node => ({
    index: add(node), group: groupOfButton(node), order: order.get(node),
    submits: node.type === 'submit' || node.type === 'image', link: node instanceof HTMLAnchorElement,
    text: clip(words(node) || node.value || node.alt || node.querySelector('img')?.alt),
    title: clip(`${node.getAttribute('aria-label') || ''} ${byIds(node)} ${node.title || ''}`),
    name: clip(`${node.id} ${node.name || ''} ${node.getAttribute('class') || ''}`),
    href: node instanceof HTMLAnchorElement && node.protocol.startsWith('http') ? node.href.slice(0, 2000) : '',
    toggles: node.hasAttribute('aria-pressed') || node.hasAttribute('aria-expanded'), covered: covered(node),
    opens: node.getAttribute('aria-expanded') === 'false'
      || (node.getAttribute('aria-haspopup') || 'false') !== 'false' });
  const tellGroup = node => ({
    form: node instanceof HTMLFormElement, heading: heading(node),
    names: node === document.body ? '' : clip([node.id, ...['name', 'aria-label', 'action', 'class']
      .map(each => node.getAttribute(each) || '')].join(' ')),
    search: node.matches('[role=search],search') || !!closest(node, at => at.matches('[role=search],search')),
    boxes: clip([...node.querySelectorAll('input[type=checkbox]')].filter(visible).map(label).join(' ')) });
  const puzzles = '.g-recaptcha,.h-captcha,.cf-turnstile,iframe[src*="recaptcha"],iframe[src*="hcaptcha"],'
    + 'iframe[src*="challenges.cloudflare"],iframe[title*="captcha" i],img[src*="captcha" i],input[name*="captcha" i]';
  const puzzled = () => all.some(node => node.matches(puzzles) && !closest(node, at => at.matches('.grecaptcha-badge'))
    && visible(node) && node.getBoundingClientRect().width > 60);
  const headings = () => clip(all.filter(node => node.matches('h1,h2')).slice(0, 4).map(words).join(' '));
"""
