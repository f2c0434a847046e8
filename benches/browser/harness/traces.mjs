// Alone, because a trace is the browser's, not a page's.

/** Does some work while the browser writes down what it does itself, and returns the events of its trace. */
export async function traced(session, categories, work) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  session.on('Tracing.dataCollected', collect);
  try {
    await session.send('Tracing.start', { traceConfig: { includedCategories: categories }, transferMode: 'ReportEvents' });
    await work();
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    return events;
  } finally {
    session.off('Tracing.dataCollected', collect);
  }
}
