// Renders cards with Microsoft's own renderer, as Teams would: one page, one theme, a card after another.
const font = "'Segoe UI', 'Selawik', 'Liberation Sans', sans-serif";

function hostConfig(theme) {
  const colors = { default: theme.text, subtle: theme.subtle };
  const style = (background) => ({
    backgroundColor: background,
    foregroundColors: Object.fromEntries(
      ["default", "dark", "light", "accent", "good", "warning", "attention"].map((name) => [name, colors])
    ),
  });
  const fonts = {
    fontFamily: font,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
  };
  return {
    choiceSetInputValueSeparator: ",",
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    fontTypes: { default: fonts, monospace: fonts },
    textBlock: { headingLevel: 2 },
    containerStyles: { default: style(theme.card), emphasis: style(theme.emphasis) },
    inputs: { label: { requiredInputs: { suffix: " *" } } },
    actions: { maxActions: 6, buttonSpacing: 0, actionsOrientation: "horizontal", actionAlignment: "left" },
  };
}

function shown(markdown) {
  const [, label, text] = /^(?:\*\*(.*?)\*\* )?(.*)$/s.exec(markdown);
  const plain = (part) => part.replace(/\\([\\`*_[\]~#+>.)-])/g, "$1");
  const element = document.createElement("p");
  element.style.margin = 0;
  if (label) element.append(Object.assign(document.createElement("strong"), { textContent: `${plain(label)} ` }));
  element.append(plain(text));
  return element.outerHTML;
}

// What is wrong with `json`, after its card was added to the page.
globalThis.renderCard = (json, theme) => {
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = shown(text);
    result.didProcess = true;
  };
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(hostConfig(theme));
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(json, context);
  const events = Array.from({ length: context.eventCount }, (_, number) => context.getEventAt(number).message);
  // The renderer's pattern for "lang" remembers where it stopped, and refuses the same language every second time.
  const wrong = events.filter((message) => message !== 'Invalid value "sv" for property "lang".');
  wrong.push(...card.validateProperties().validationEvents.map((event) => event.message));
  const element = card.render();
  if (!element) return [...wrong, "nothing is rendered"];
  document.querySelector("main").append(element);
  for (const text of element.querySelectorAll(".ac-textBlock, .ac-richTextBlock, button")) {
    if (!text.innerText.trim()) wrong.push(`empty: ${text.outerHTML}`);
  }
  for (const input of element.querySelectorAll("input, textarea, select")) {
    if (!input.labels.length && !input.ariaLabel && !input.getAttribute("aria-labelledby")) wrong.push(`no label: ${input.outerHTML}`);
  }
  const right = element.getBoundingClientRect().right;
  for (const part of element.querySelectorAll("*")) {
    const cut = part.closest("button") && part.scrollWidth > part.clientWidth + 1;
    if (cut || part.getBoundingClientRect().right > right + 1) wrong.push(`too wide: ${part.innerText}`);
  }
  return wrong;
};
