/* WeChat's editor as far as its rules are known (docs/wechat.md, "What survives"): what it makes of
   HTML that is pasted, and once more when the draft is saved. Each rule is one function. */
const KEPT = {
  section: ["style"], span: ["style", "leaf"], strong: ["style"], em: ["style"], code: ["style"],
  sup: ["style"], br: [], a: ["style", "href"], img: ["style", "src", "alt", "data-w"],
  p: ["style"], ul: ["style"], ol: ["style"], li: ["style"], h1: ["style"], h2: ["style"],
  h3: ["style"], blockquote: ["style"], div: ["style"], table: ["style"], tr: ["style"], td: ["style"],
};
const INLINE = new Set(["span", "strong", "em", "code", "sup", "a", "b", "i", "#text", "br", "img"]);
const inline = (node) => INLINE.has(node.nodeName.toLowerCase());
const all = (root) => [...root.querySelectorAll("*")];

const RULES = {
  removed(root) {
    root.querySelectorAll("script,style,iframe,form,input,link,meta,title,object").forEach((one) => one.remove());
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) comments.push(walker.currentNode);
    comments.forEach((one) => one.remove());
  },
  unknown(root) {
    for (const one of all(root)) if (!(one.localName in KEPT)) one.replaceWith(...one.childNodes);
  },
  attributes(root) {
    for (const one of all(root))
      for (const { name } of [...one.attributes]) if (!KEPT[one.localName].includes(name)) one.removeAttribute(name);
  },
  outside(root) {
    for (const link of root.querySelectorAll("a"))
      if (!/^https?:\/\/mp\.weixin\.qq\.com\//.test(link.getAttribute("href") ?? "")) link.replaceWith(...link.childNodes);
  },
  declarations(root) {
    for (const one of root.querySelectorAll("[style]")) {
      const kept = one.getAttribute("style").split(";").filter((part) => {
        const name = part.split(":")[0].trim().toLowerCase();
        return name && !/^(position|top|left|right|bottom|z-index|animation|--)/.test(name) && !part.includes("!important");
      });
      one.setAttribute("style", kept.join(";"));
    }
  },
  invisible(root) { // the line breaks at a zero-width character
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!/[\u200b\ufeff\u2060]/.test(text.data)) continue;
      text.replaceWith(...text.data.split(/[\u200b\ufeff\u2060]/).flatMap((part) => [document.createElement("br"), part]).slice(1));
    }
  },
  lines(root) { // a line end between blocks is an empty line
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.data.includes("\n") || text.data.trim()) continue;
      const empty = document.createElement("p");
      empty.append(document.createElement("br"));
      text.replaceWith(empty);
    }
  },
  items(root) { // the first words of an item stay, the rest goes to a new line
    for (const item of root.querySelectorAll("li")) {
      const rest = [...item.childNodes].slice(1);
      if (!rest.length) continue;
      const block = document.createElement("section");
      block.append(...rest);
      item.append(block);
    }
  },
  apart(root) { // bare text beside an element is taken out into a block of its own
    for (const block of [root, ...all(root)]) {
      if (inline(block) || block.nodeName === "LI") continue;
      const parts = [...block.childNodes];
      if (!parts.some((one) => one.nodeName === "#text" && one.data.trim()) || parts.length < 2) continue;
      for (const one of parts) {
        const own = document.createElement("section");
        one.replaceWith(own);
        own.append(one);
      }
    }
  },
  blocks(root) { // a block inside an inline element is taken out of it
    for (const one of all(root)) {
      if (!inline(one) || ![...one.childNodes].some((child) => !inline(child))) continue;
      one.replaceWith(...one.childNodes);
    }
  },
  nested(root) { // more than ten alike, one in another with nothing beside them
    for (const one of all(root)) {
      let depth = 1;
      let at = one;
      while (at.parentElement && at.parentElement.childNodes.length === 1 && at.parentElement.localName === one.localName &&
             at.parentElement.getAttribute("style") === one.getAttribute("style")) { at = at.parentElement; depth += 1; }
      if (depth > 10) one.replaceWith(...one.childNodes);
    }
  },
};

function edited(html) {
  const root = document.createElement("div");
  root.innerHTML = html.replace(/<!--(Start|End)Fragment-->/g, "");
  for (const rule of Object.values(RULES)) rule(root);
  return root.innerHTML;
}

const editor = document.querySelector("[contenteditable]");
editor.addEventListener("paste", (event) => {
  event.preventDefault();
  window.pasted = { rich: event.clipboardData.getData("text/html"), plain: event.clipboardData.getData("text/plain") };
  editor.innerHTML = edited(window.pasted.rich);
});
window.save = () => { editor.innerHTML = edited(editor.innerHTML); };
