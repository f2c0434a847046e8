import { WisdomEmbed } from 'embed-host/react';

export function Analytics({ origin, user, onState }) {
  return (
    <WisdomEmbed
      origin={origin} // such as "https://acme.askwisdom.ai"
      view={{ dashboard: 'revenue' }}
      token="/api/wisdom-token"
      user={user}
      onStateChange={({ detail }) => onState(detail.to)}
      onTokenError={({ detail }) => console.warn(detail.error.code)}
      style={{ height: '100%' }}
    />
  );
}
