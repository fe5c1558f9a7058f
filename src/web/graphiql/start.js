// Starts GraphiQL once somebody has signed in: what it asks first, the schema, is closed to everyone else.
const { React, ReactDOM, GraphiQL, document, location, sessionStorage } = globalThis;

const KEPT = 'tracker-token';
const WELCOME = `# Who am I, and what may I do here?
{
  me {
    name
    roles
    today
  }
}
`;

const fetcher = GraphiQL.createFetcher({
  url: '/graphql',
  subscriptionUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
});
const root = ReactDOM.createRoot(document.getElementById('graphiql'));
const field = document.getElementById('token');

const start = (token) => {
  const headers = JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);
  // The key makes a new GraphiQL for a new token, which then asks for the schema again.
  root.render(React.createElement(GraphiQL, { key: token, fetcher, headers, defaultQuery: WELCOME }));
};

document.getElementById('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = field.value.trim();
  // For this tab only, until it is closed.
  sessionStorage.setItem(KEPT, token);
  start(token);
});

const kept = sessionStorage.getItem(KEPT);
if (kept) {
  field.value = kept;
  start(kept);
}
