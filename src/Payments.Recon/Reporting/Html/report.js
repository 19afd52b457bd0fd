"use strict";
(async () => {
  // Packed, so that the page can be sent by mail. A plain loop: Uint8Array.from takes ten times as long.
  function bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const characters = atob(text);
    const made = new Uint8Array(characters.length);
    for (let index = 0; index < made.length; index++) made[index] = characters.charCodeAt(index);
    return made;
  }

  async function unpack(text) {
    const packed = bytes(text);
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  const data = await unpack(document.getElementById("data").textContent);
  const column = name => (data.count === 0 ? [] : data[name].split("\n"));
  const bucket = column("bucket"), account = column("account"), currency = column("currency"), since = column("since");
  const orderNo = column("orderNo"), attemptNo = column("attemptNo"), transaction = column("channelTransactionId");
  const ours = column("ours"), theirs = column("theirs"), detail = column("detail");
  const pageSize = 50;
  const root = document.documentElement;
  const at = id => document.getElementById(id);
  const chosen = new Set();
  let found = [], page = 0, texts = null;

  const zh = () => root.dataset.lang === "zh";
  const say = (chinese, english) => (zh() ? chinese : english);
  const count = number => number.toLocaleString("en-US");

  // Amounts stay whole numbers in text: a number of JavaScript would round the longest ones.
  function amount(minor, index, signed) {
    if (minor === "") return "–";
    const [symbol, exponent] = data.currencies[currency[index]];
    const negative = minor.startsWith("-");
    const digits = (negative ? minor.slice(1) : minor).padStart(exponent + 1, "0");
    const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
    const sign = negative ? "−" : signed && minor !== "0" ? "+" : "";
    return sign + symbol + whole + (exponent ? "." + digits.slice(-exponent) : "");
  }

  const difference = index => (ours[index] === "" && theirs[index] === "" ? "" : (BigInt(theirs[index] || 0) - BigInt(ours[index] || 0)).toString());
  const stake = index => Math.abs(Number(theirs[index] || 0) - Number(ours[index] || 0));

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function numbers(index) {
    const cell = element("td", "numbers");
    for (const [label, value] of [[say("订单", "order"), orderNo[index]], [say("支付单", "attempt"), attemptNo[index]], [say("渠道", "channel"), transaction[index]]]) {
      if (value === "") continue;
      const line = element("span", "number");
      line.append(element("small", "", label), element("code", "", value));
      cell.append(line);
    }
    return cell;
  }

  function cell(className, label, text) {
    const made = element("td", className, text);
    made.dataset.label = label;
    return made;
  }

  function row(index) {
    const [chinese, english, tone, todoChinese, todoEnglish] = data.buckets[bucket[index]];
    const made = element("tr");
    const kind = element("td", "kind");
    kind.append(element("span", "tag " + tone, say(chinese, english)));
    const from = data.days[since[index]];
    kind.append(element("small", "", data.accounts[account[index]]), element("small", "", say(`自 ${from}`, `since ${from}`)));
    const seen = element("td", "seen");
    seen.append(element("span", "", detail[index]), element("small", "", say(todoChinese, todoEnglish)));
    made.append(
      kind,
      numbers(index),
      cell("num", say("我方", "Ours"), amount(ours[index], index, false)),
      cell("num", say("渠道", "Channel"), amount(theirs[index], index, false)),
      cell("num strong", say("差额", "Difference"), amount(difference(index), index, true)),
      seen);
    return made;
  }

  function show() {
    const pages = Math.max(1, Math.ceil(found.length / pageSize));
    page = Math.min(Math.max(0, page), pages - 1);
    at("rows").replaceChildren(...found.slice(page * pageSize, (page + 1) * pageSize).map(row));
    at("found").textContent = say(`${count(found.length)} 笔（共 ${count(data.count)} 笔）`, `${count(found.length)} of ${count(data.count)} lines`);
    at("page").textContent = `${count(page + 1)} / ${count(pages)}`;
    at("previous").disabled = page === 0;
    at("next").disabled = page === pages - 1;
  }

  function filter() {
    const wanted = at("search").value.trim().toLowerCase();
    const of = at("account").value;
    if (wanted && !texts) texts = orderNo.map((number, index) => `${number}\n${attemptNo[index]}\n${transaction[index]}\n${detail[index]}`.toLowerCase());
    found = [];
    for (let index = 0; index < data.count; index++) {
      if ((chosen.size === 0 || chosen.has(bucket[index])) && (of === "" || of === account[index]) && (!wanted || texts[index].includes(wanted))) found.push(index);
    }
    const order = at("order").value;
    if (order === "money") found.sort((left, right) => stake(right) - stake(left) || left - right);
    if (order === "age") found.sort((left, right) => since[left] - since[right] || left - right);
    if (order === "number") found.sort((left, right) => (orderNo[left] < orderNo[right] ? -1 : orderNo[left] > orderNo[right] ? 1 : left - right));
    page = 0;
    show();
  }

  function options(select, entries) {
    const kept = select.value;
    select.replaceChildren(...entries.map(([value, text]) => new Option(text, value)));
    select.value = kept || entries[0][0];
  }

  function controls() {
    at("language").textContent = say("English", "中文");
    at("language").lang = zh() ? "en" : "zh-CN";
    if (!at("rows")) return;
    options(at("account"), [["", say("全部账户", "All accounts")], ...data.accounts.map((name, index) => [String(index), name])]);
    options(at("order"), [["", say("先急后缓", "Most pressing first")], ["money", say("差额从大到小", "Largest difference first")], ["age", say("最早的在前", "Oldest first")], ["number", say("订单号", "Order number")]]);
    at("search").placeholder = say("订单号、支付单号、渠道单号、说明", "Order, attempt or channel number, or words");
    const counts = new Map();
    for (const one of bucket) counts.set(one, (counts.get(one) || 0) + 1);
    at("chips").setAttribute("aria-label", say("按类型筛选", "Filter by kind"));
    at("chips").replaceChildren(...[...counts].map(([one, many]) => {
      const chip = element("button", "chip " + data.buckets[one][2], `${say(data.buckets[one][0], data.buckets[one][1])} ${count(many)}`);
      chip.type = "button";
      chip.dataset.bucket = one;
      chip.setAttribute("aria-pressed", String(chosen.has(one)));
      return chip;
    }));
  }

  function toggle(one) {
    if (!chosen.delete(one)) chosen.add(one);
    for (const chip of at("chips").children) chip.setAttribute("aria-pressed", String(chosen.has(chip.dataset.bucket)));
    filter();
  }

  function wire() {
    at("chips").addEventListener("click", event => event.target.dataset.bucket !== undefined && toggle(event.target.dataset.bucket));
    for (const button of document.querySelectorAll("button.link")) {
      button.addEventListener("click", () => {
        chosen.clear();
        toggle(button.dataset.bucket);
        at("lines").scrollIntoView();
      });
    }
    let waiting = 0;
    at("search").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 120);
    });
    at("account").addEventListener("change", filter);
    at("order").addEventListener("change", filter);
    for (const [id, by] of [["previous", -1], ["next", 1]]) {
      at(id).addEventListener("click", () => {
        page += by;
        show();
        at("lines").scrollIntoView();
      });
    }
  }

  at("language").addEventListener("click", () => {
    root.dataset.lang = zh() ? "en" : "zh";
    root.lang = zh() ? "zh-CN" : "en";
    document.title = root.dataset[zh() ? "titleZh" : "titleEn"];
    controls();
    if (at("rows")) show();
  });
  at("language").hidden = false;
  controls();
  if (at("rows")) {
    wire();
    filter();
  }
  performance.mark("ready");
  root.dataset.ready = "yes";
})();
