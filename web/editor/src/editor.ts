// The thin binding between the page and CodeMirror: text, marks, a selection, and the two events that the page wants to hear of.
// Positions are UTF-16 offsets here; the page converts them (web/src/offsets.rs).

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { nginx } from "@codemirror/legacy-modes/mode/nginx";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Annotation, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers, MatchDecorator, placeholder, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { tags } from "@lezer/highlight";

interface Mark {
  from: number;
  to: number;
  severity: "error" | "warning" | "info";
  message: string;
  lit: boolean;
  actions: { name: string; finding: number; fix: number }[];
}

interface Settings {
  text: string;
  language: string;
  label: string;
  hint: string;
  readOnly: boolean;
  numbers: boolean;
  onChange(text: string): void;
  onCursor(position: number): void;
  onFix(finding: number, fix: number): void;
}

/** Marks a change that the page itself made, so that it is not reported back to it. */
const fromPage = Annotation.define<boolean>();
const setLit = StateEffect.define<{ from: number; to: number }[]>();
const litMark = Decoration.mark({ class: "cm-lit" });

const litField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(ranges, transaction) {
    ranges = ranges.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setLit)) ranges = Decoration.set(effect.value.map((range) => litMark.range(range.from, range.to)), true);
    }
    return ranges;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Keeps an option in one piece where a shell line wraps: browsers like to break it behind its hyphens. */
const options = new MatchDecorator({ regexp: /(?<![\w-])--?\w[\w-]*/g, decoration: Decoration.mark({ class: "cm-option" }) });

const wholeOptions = ViewPlugin.fromClass(
  class {
    ranges: DecorationSet;
    constructor(view: EditorView) {
      this.ranges = options.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.ranges = options.updateDeco(update, this.ranges);
    }
  },
  { decorations: (plugin) => plugin.ranges },
);

const languages: Record<string, () => Extension> = {
  python: () => python().language,
  nginx: () => StreamLanguage.define(nginx),
  shell: () => [StreamLanguage.define(shell), wholeOptions],
  ini: () => StreamLanguage.define(properties),
};

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.definitionKeyword], color: "var(--syntax-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--syntax-string)" },
  { tag: [tags.comment, tags.meta], color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--syntax-number)" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.variableName), tags.propertyName], color: "var(--syntax-name)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "var(--size-code)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflowX: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)", minHeight: "44px" },
  ".cm-line": { padding: "0 12px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none", minWidth: "2.25rem" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 2px 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "& .cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "var(--selection)" },
  ".cm-content ::selection": { backgroundColor: "var(--selection)" },
  ".cm-placeholder": { color: "var(--faint)" },
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0", textDecorationLine: "underline", textDecorationThickness: "2px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecorationStyle: "wavy", textDecorationColor: "var(--fallen)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecorationStyle: "dashed", textDecorationColor: "var(--soft)" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecorationStyle: "dotted", textDecorationColor: "var(--soft)" },
  ".cm-lintRange-active": { backgroundColor: "transparent" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--fallen)" },
  ".cm-option": { whiteSpace: "nowrap" },
  ".cm-lit": { backgroundColor: "var(--lit)", borderRadius: "2px" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "4px", maxWidth: "min(34rem, 92vw)", fontFamily: "var(--sans)", fontSize: "var(--size-small)" },
  ".cm-diagnostic": { padding: "8px 12px", borderLeft: "0", whiteSpace: "normal" },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--line)" },
  ".cm-diagnosticAction": { display: "block", margin: "6px 0 0", padding: "6px 10px", minHeight: "32px", color: "var(--paper)", backgroundColor: "var(--accent)", borderRadius: "4px", font: "inherit", textAlign: "left", cursor: "pointer" },
});

function languageOf(name: string): Extension {
  return languages[name]?.() ?? [];
}

/** The shortest change from one text to another, so that cursors and undo survive. */
function difference(before: string, after: string) {
  let from = 0;
  const shorter = Math.min(before.length, after.length);
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let end = 0;
  while (end < shorter - from && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

function extensionsFor(settings: Settings): Extension[] {
  return [
    settings.numbers ? lineNumbers() : EditorView.lineWrapping,
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    languageOf(settings.language),
    syntaxHighlighting(highlight),
    theme,
    litField,
    EditorState.readOnly.of(settings.readOnly),
    EditorView.contentAttributes.of({ "aria-label": settings.label, tabindex: "0", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
    settings.hint ? placeholder(settings.hint) : [],
    EditorView.updateListener.of((update) => {
      if (update.transactions.some((transaction) => transaction.annotation(fromPage))) return;
      if (update.docChanged) settings.onChange(update.state.doc.toString());
      if (update.selectionSet) settings.onCursor(update.state.selection.main.head);
    }),
  ];
}

class Editor {
  private readonly view: EditorView;

  constructor(host: HTMLElement, private readonly settings: Settings) {
    // Inside a shadow root CodeMirror styles itself by adopted sheets, which the page's policy of no inline styles allows.
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    root.replaceChildren();
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({ doc: settings.text, extensions: extensionsFor(settings) }),
    });
  }

  setText(text: string) {
    const before = this.view.state.doc.toString();
    if (before === text) return;
    this.view.dispatch({ changes: difference(before, text), annotations: fromPage.of(true) });
  }

  setMarks(json: string) {
    const length = this.view.state.doc.length;
    const marks = (JSON.parse(json) as Mark[])
      .map((mark) => ({ ...mark, from: Math.min(mark.from, length), to: Math.min(mark.to, length) }));
    const diagnostics: Diagnostic[] = marks.map((mark) => ({
      from: mark.from,
      to: mark.to,
      severity: mark.severity,
      message: mark.message,
      actions: mark.actions.map((action) => ({ name: action.name, apply: () => this.settings.onFix(action.finding, action.fix) })),
    }));
    const lit = marks.filter((mark) => mark.lit && mark.from < mark.to);
    const lint = setDiagnostics(this.view.state, diagnostics);
    const effects = [lint.effects ?? [], setLit.of(lit)].flat() as StateEffect<unknown>[];
    this.view.dispatch({ effects, annotations: fromPage.of(true) });
  }

  select(from: number, to: number) {
    const length = this.view.state.doc.length;
    const anchor = Math.min(from, length);
    const head = Math.min(to, length);
    this.view.dispatch({
      selection: { anchor, head },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
      annotations: fromPage.of(true),
    });
    this.view.focus();
  }

  destroy() {
    this.view.destroy();
  }
}

declare global {
  interface Window {
    hurdlesEditor?: { create(host: HTMLElement, settings: Settings): Editor };
  }
}

window.hurdlesEditor = { create: (host, settings) => new Editor(host, settings) };
window.dispatchEvent(new Event("hurdles-editor"));
