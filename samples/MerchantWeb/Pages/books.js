import { $, call, complain, locale, make, onLanguage, renderWords, showTable, text } from './common.js';

const askEvery = 1000;
const mostQuestions = 60;

let days = [];
let isAtWork = false;
let said = null; // a word's key and its values, so that it can be said in the other language too

const yesterday = () => days.filter(day => day.isYesterday);
const hasEnded = ({ state }) => ['Completed', 'NoActivity', 'Failed'].includes(state);
const isWaiting = ({ state, problem }) => state === 'Waiting' && Boolean(problem);
const isAtRest = day => hasEnded(day) || isWaiting(day);
const dayName = day => new Date(`${day}T00:00:00Z`).toLocaleDateString(locale(), { dateStyle: 'full', timeZone: 'UTC' });
const clock = moment => new Date(moment).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });

function stateOf({ account, day, state, problem, askedAgainAt, report }) {
  const parts = [make('b', { textContent: account }), make('span', { className: 'state', textContent: text(state === 'Waiting' && !problem ? 'Queued' : state) })];
  if (problem) {
    const why = problem.code === 'statement_not_ready' ? text('notReady') : problem.detail;
    parts.push(make('small', { textContent: askedAgainAt ? `${why} ${text('askedAgain', { time: clock(askedAgainAt) })}` : why }));
  }
  if (report) {
    const link = make('a', { className: 'report', href: report, target: '_blank', rel: 'noopener', textContent: text('report') });
    link.setAttribute('aria-label', text('reportOf', { account, day: dayName(day) }));
    parts.push(link);
  }
  return make('div', {}, ...parts);
}

function differencesOf({ counts }) {
  if (!counts) return '–';
  const held = counts.held > 0 ? [make('small', { textContent: text('heldLines', { count: counts.held }) })] : [];
  return make('div', {}, make(counts.differences > 0 ? 'b' : 'span', { className: counts.differences > 0 ? 'wrong' : '', textContent: counts.differences }), ...held);
}

function showDay(day, index) {
  const title = make('h2', { id: `day-${index}`, textContent: dayName(day) });
  const place = make('div', { className: 'scroll', tabIndex: 0 });
  place.setAttribute('role', 'region');
  place.setAttribute('aria-labelledby', title.id);
  showTable(place, ['columnAccount', 'columnMatched', 'columnDifferences'], days.filter(each => each.day === day).map(each => [
    stateOf(each), String(each.counts?.matched ?? '–'), differencesOf(each),
  ]));
  return [title, place];
}

function render() {
  renderWords();
  $('reconcile').textContent = text(isAtWork ? 'reconciling' : 'reconcile');
  $('reconcile').disabled = isAtWork;
  $('pulse').hidden = !isAtWork;
  const words = said ? text(...said) : '';
  if ($('status').textContent !== words) $('status').textContent = words; // otherwise a screen reader would say it again
}

function renderDays() {
  $('days').replaceChildren(...[...new Set(days.map(({ day }) => day))].flatMap(showDay));
}

function say(...words) {
  said = words;
  render();
}

async function read() {
  const newer = (await call('/shop/books')).days;
  const isNews = JSON.stringify(newer) !== JSON.stringify(days);
  days = newer;
  if (isNews) renderDays(); // otherwise a link under the finger would be replaced
}

const pause = () => new Promise(resolve => { setTimeout(resolve, askEvery); });
const count = test => ({ done: yesterday().filter(test).length, all: yesterday().length });

/** Asks until each account of yesterday is at rest, but not for ever. */
async function follow() {
  for (let asked = 0; asked < mostQuestions; asked++) {
    if (yesterday().every(isAtRest)) {
      say(yesterday().some(isWaiting) ? 'booksWait' : 'booksDone', count(({ state }) => state !== 'Failed'));
      return;
    }
    say('booksProgress', count(isAtRest));
    await pause();
    await read().then(() => complain(null), error => complain(error.message));
  }
  say('booksSlow');
}

async function work(begin) {
  isAtWork = true;
  complain(null);
  render();
  try {
    await begin();
    await follow();
  } catch (error) {
    said = null;
    complain(error.message);
  } finally {
    isAtWork = false;
    render();
  }
}

$('reconcile').addEventListener('click', () => work(async () => {
  await call('/shop/books/yesterday', { method: 'POST' });
  await read();
}));
onLanguage(() => { render(); renderDays(); });
render();
await read().catch(error => complain(error.message));
// Begun by the schedule, or before the page was loaded again.
if (yesterday().some(day => day.state !== 'NotBegun' && !isAtRest(day))) await work(async () => {});
