// Elements are made here and nowhere else. Text comes in as text: no data ever becomes markup.

/** Makes an element: properties by name, "class", "data-…", "aria-…" and the like as attributes, children as nodes or text. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Makes an SVG element. */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Writes the text where it is another than what stands there, so that nothing is drawn or read aloud for nothing. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Makes the children of a parent those of the items, in their order. An item that was there keeps its element, with its
 * focus and whatever is open in it.
 */
export function keyed(parent, items, keyOf, create, update) {
  const there = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  for (const child of [...parent.children]) if (there.get(child.dataset.key) !== child) child.remove(); // of two with one key
  let at = parent.firstElementChild;
  for (const [index, item] of items.entries()) {
    const key = keyOf(item);
    let child = there.get(key);
    if (!child) {
      child = create(item);
      child.dataset.key = key;
    }
    there.delete(key);
    update(child, item, index);
    if (child === at) at = at.nextElementSibling;
    else place(parent, child, at);
  }
  for (const gone of there.values()) gone.remove();
}

/** Moves an element, and gives the focus back that moving takes away. */
function place(parent, child, before) {
  const focused = child.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(child, before);
  focused?.focus({ preventScroll: true });
}

/** A button that copies a text and says so. */
export function copyButton(label, text) {
  const button = el("button", { type: "button", class: "copy" }, label);
  button.addEventListener("click", async () => {
    setText(button, (await copy(text)) ? "Copied" : "Copying failed");
    button.setAttribute("aria-live", "polite");
    setTimeout(() => setText(button, label), 2000);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text); // the clipboard is for https and localhost only
  }
}

function copySelected(text) {
  const area = el("textarea", { class: "offscreen", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
