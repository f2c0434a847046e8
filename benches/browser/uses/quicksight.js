import { createEmbeddingContext } from 'amazon-quicksight-embedding-sdk';

export async function open({ place, guest, token }) {
  const context = await createEmbeddingContext();
  const url = `${guest}/embed/session/dashboards/sales?code=${await token()}`;
  await context.embedDashboard({ url, container: place });
}
