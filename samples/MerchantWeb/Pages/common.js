import { strings } from './strings.js';

// What the payer's pages and the merchant's share.
export const $ = id => document.getElementById(id);

export let language = localStorage.getItem('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
export let clockSkew = 0;

export const text = (key, values = {}) => strings[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const locale = () => (language === 'zh' ? 'zh-CN' : 'en');

export const time = moment => new Date(moment).toLocaleString(locale());

// Integers only: an amount is never a fraction.
export const price = ({ minorUnits }) => {
  const digits = String(minorUnits).padStart(3, '0');
  return `¥${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** Shows pairs of a word's key and a value. */
export const showFacts = (list, facts) => list.replaceChildren(...facts.flatMap(([key, value]) => [
  make('dt', { textContent: text(key) }), make('dd', { textContent: value ?? '' }),
]));

export function showTable(place, columns, rows) {
  if (rows.length === 0) {
    place.replaceChildren(make('p', { className: 'subject', textContent: text('none') }));
    return;
  }
  const head = make('tr', {}, ...columns.map(key => make('th', { scope: 'col', textContent: text(key) })));
  const body = rows.map(cells => make('tr', {}, ...cells.map(cell => make('td', {}, cell))));
  place.replaceChildren(make('table', {}, make('thead', {}, head), make('tbody', {}, ...body)));
}

/** A GUID; randomUUID() is there on https and localhost only. */
export function newId() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export function complain(message) {
  $('problem').textContent = message ?? '';
  $('problem').hidden = !message;
}

export const post = value => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

export async function call(path, options) {
  const response = await fetch(path, options).catch(() => { throw new Error(text('unreachable')); });
  const date = Date.parse(response.headers.get('date'));
  // The header counts whole seconds: less than two of them is no difference.
  if (date) clockSkew = Math.abs(date - Date.now()) < 2000 ? 0 : date - Date.now();
  const json = await response.json().catch(() => ({}));
  if (response.ok) return json;
  throw Object.assign(new Error(json.detail ? `${json.detail} ${json.remedy}` : text('unreachable')), { status: response.status });
}

/** Writes the words of the page in the language chosen. */
export function renderWords() {
  document.documentElement.lang = locale();
  document.title = text(document.documentElement.dataset.title);
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', text(element.dataset.label));
  for (const button of document.querySelectorAll('.lang')) button.setAttribute('aria-pressed', String(button.dataset.language === language));
}

export function onLanguage(changed) {
  for (const button of document.querySelectorAll('.lang')) {
    button.addEventListener('click', () => {
      language = button.dataset.language;
      localStorage.setItem('language', language);
      changed();
    });
  }
}
