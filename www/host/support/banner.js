// Shows whose session this is, who opened it and how long it lasts, with a button that ends it. Copy and adapt it.

/** Shows the banner until the session has ended. Call what it returns with the person's name once you know it. */
export function showBanner(session, banner) {
  const [text, time, end] = ['span', 'time', 'button'].map((name) => document.createElement(name));
  const rename = (who) => {
    text.textContent = `You are acting as ${who}. Opened by ${session.impersonatedBy}.`;
  };
  rename(session.subject);
  end.textContent = 'End';
  end.onclick = () => {
    end.disabled = true;
    session.end();
  };
  const tick = () => {
    const left = Math.max(0, Math.round((session.expiresAt - Date.now()) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`;
  };
  const timer = setInterval(tick, 1000);
  session.addEventListener('ended', () => {
    clearInterval(timer);
    banner.hidden = true;
  });
  tick();
  banner.replaceChildren(text, time, end);
  banner.hidden = false;
  return rename;
}
