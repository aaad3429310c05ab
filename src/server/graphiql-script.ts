/**
 * Runs in the page before GraphiQL. It takes the token from the link's fragment, which is never sent to a server, keeps
 * it for this tab, takes it out of the address, and asks for it where there is none. Every message of an event stream,
 * of which GraphiQL shows the last alone, goes into a list of its own.
 */
export const graphiqlScript = `
  const tokenName = 'lunora token';
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(tokenName, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = sessionStorage.getItem(tokenName);
  window.lunoraHeaders = token ? { authorization: 'Bearer ' + token } : {};

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function askForToken(reason) {
    if (document.getElementById('lunora-token')) return;
    const input = element('input', { type: 'password', placeholder: 'lunora_…', autocomplete: 'off' });
    const form = element('form', {}, input, element('button', {}, 'Use this token'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      sessionStorage.setItem(tokenName, input.value.trim());
      location.reload();
    });
    document.body.append(
      element('div', { id: 'lunora-token', role: 'dialog' },
        element('div', {},
          element('h1', {}, reason),
          element('p', {}, 'npm start prints a link, “Try it”, that holds it. It is also in the file ',
            element('code', {}, 'admin-token'), ' of the data folder:'),
          element('pre', {}, 'cat .lunora/admin-token'),
          form)));
    input.focus();
  }
  addEventListener('DOMContentLoaded', () => {
    if (!token) askForToken('This page needs a token');
  });

  const kept = 500;
  const list = element('ol', { id: 'lunora-stream-list' });
  const title = element('span', {});
  const clear = element('button', { type: 'button' }, 'Clear');
  const hide = element('button', { type: 'button' }, 'Hide');
  const panel = element('section', { id: 'lunora-stream' }, element('header', {}, title, clear, hide), list);
  let count = 0;
  clear.addEventListener('click', () => list.replaceChildren());
  hide.addEventListener('click', () => panel.remove());

  function show(text) {
    count += 1;
    title.textContent = 'Every message of the stream: ' + count;
    const line = element('li', { value: count }, text);
    list.append(line);
    while (list.childElementCount > kept) list.firstElementChild.remove();
    line.scrollIntoView({ block: 'nearest' });
  }

  async function follow(stream) {
    let text = '';
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      text += read.value;
      const messages = text.split('\\n\\n');
      text = messages.pop();
      for (const message of messages) {
        const data = message.split('\\n').find((line) => line.startsWith('data:'));
        if (data && data.length > 6) show(data.slice(5).trim());
      }
    }
  }

  const send = window.fetch;
  window.fetch = async (...args) => {
    const response = await send(...args);
    if (response.status === 401 && token) askForToken('The token was refused');
    if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
    const [ours, theirs] = response.body.tee();
    count = 0;
    list.replaceChildren();
    document.body.append(panel);
    follow(ours).catch(() => {});
    return new Response(theirs, response);
  };
`;

export const graphiqlStyle = `
  /* A tab is pushed aside while it is pressed, so that the click falls beside it; this holds it. */
  .graphiql-tab { transform: none !important; }
  #lunora-token { position: fixed; inset: 0; z-index: 1000; display: grid; place-items: center; background: #fffd; color: #1b2240; font: 16px/1.5 system-ui, sans-serif; }
  #lunora-token > div { max-width: 32rem; padding: 2rem; border: 1px solid #ccd; border-radius: 8px; background: #fff; }
  #lunora-token h1 { margin: 0 0 .5rem; font-size: 1.25rem; }
  #lunora-token pre, #lunora-token code { background: #f0f1f5; padding: .1em .4em; border-radius: 4px; }
  #lunora-token pre { padding: .6em; }
  #lunora-token form { display: flex; gap: .5rem; }
  #lunora-token input { flex: 1; padding: .5rem; font: inherit; border: 1px solid #99a; border-radius: 4px; }
  #lunora-token button { padding: .5rem 1rem; font: inherit; border: 0; border-radius: 4px; background: #1b2240; color: #fff; cursor: pointer; }
  #lunora-stream { position: fixed; right: 16px; bottom: 16px; z-index: 500; width: calc(50vw - 48px); height: 40vh; display: flex; flex-direction: column; border: 1px solid #ccd; border-radius: 8px; background: #fff; color: #1b2240; font: 13px/1.5 ui-monospace, monospace; box-shadow: 0 4px 16px #0002; }
  #lunora-stream header { display: flex; gap: .5rem; align-items: center; padding: .4rem .8rem; border-bottom: 1px solid #ccd; }
  #lunora-stream header span { flex: 1; }
  #lunora-stream ol { flex: 1; margin: 0; padding: .4rem .8rem .4rem 3.5rem; overflow: auto; }
  #lunora-stream li { overflow-wrap: anywhere; }
`;
