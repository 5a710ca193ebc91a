/* What a reader sees of each message, by draft: the text nodes that are drawn, in order.
   Where white space is kept, they are the text as it is; an article's blocks stand apart by an
   empty line, as Message.text has them. A word that is not drawn is missing here. */
() => {
  const drawn = (node) => {
    if (!node.data.trim()) return true;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 || box.height > 0);
    const holder = node.parentElement;
    const style = getComputedStyle(holder);
    const clear = /^rgba\(.*, 0\)$/.test(style.color) && !holder.closest(".spoiler");
    return (
      boxes.length > 0 && !clear && parseFloat(style.fontSize) >= 5 &&
      holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    );
  };
  const blocks = (root) => {
    const found = [""];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (drawn(node)) found[found.length - 1] += node.data;
      } else if (node.nodeName === "BR") {
        found[found.length - 1] += "\n";
      } else {
        const block = !getComputedStyle(node).display.startsWith("inline");
        if (block) found.push("");
        node.childNodes.forEach(walk);
        if (block) found.push("");
      }
    };
    walk(root);
    return found.map((text) => text.replace(/^[ \n\u00a0]+|[ \n\u00a0]+$/g, "")).filter(Boolean).join("\n\n");
  };
  const text = (root) => {
    if (!getComputedStyle(root).whiteSpace.startsWith("pre")) return blocks(root);
    const html = root.closest(".matrix") !== null;
    let found = "";
    let ended = false;
    const walk = (node) => {
      if (node.nodeName === "BR") found += "\n";
      else if (node.nodeType === Node.TEXT_NODE) {
        if (ended && !node.data.startsWith("\n")) found += "\n";
        ended = false;
        if (drawn(node)) found += node.data;
      } else {
        const apart = html && node !== root && /^(BLOCKQUOTE|PRE)$/.test(node.nodeName);
        if (apart && found && !found.endsWith("\n")) found += "\n";
        node.childNodes.forEach(walk);
        ended ||= apart;
      }
    };
    walk(root);
    return found;
  };
  return [...document.querySelectorAll(".draft")].map((draft) =>
    [...draft.querySelectorAll(".message")].map((message) =>
      [...message.querySelectorAll("[data-text]")].map(text).join("\n\n")));
}
