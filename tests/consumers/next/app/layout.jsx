import Link from 'next/link';

import { App } from './App.jsx';

export const metadata = { title: 'Analytics' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <App>
          <nav>
            <Link href="/analytics">Analytics</Link> <Link href="/support">Support</Link>
          </nav>
          {children}
        </App>
      </body>
    </html>
  );
}
