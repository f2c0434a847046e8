import { WindowMessenger, connect } from 'penpal';

export async function open({ place, guest, token }) {
  const iframe = document.createElement('iframe');
  iframe.src = `${guest}/embed/search?token=${encodeURIComponent(await token())}`;
  place.append(iframe);
  const messenger = new WindowMessenger({ remoteWindow: iframe.contentWindow, allowedOrigins: [guest] });
  const connection = connect({ messenger, methods: { token } });
  // The stub does not answer: what is closed before is rejected.
  connection.promise.catch(() => {});
  return {
    close() {
      connection.destroy();
      iframe.remove();
    },
  };
}
