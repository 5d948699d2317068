// The headers that every response has are described once, in the documents; here they would hide those that matter.
const COMMON_HEADERS = ["Cache-Control", "X-Request-Id"];

// Shows less: of the headers those that not every response has, and a choice of examples where there are several.
const Concise = (system) => ({
  wrapComponents: {
    headers: (Headers) => (props) => {
      const headers = props.headers?.filterNot((_, name) => COMMON_HEADERS.includes(name));
      return headers?.size ? system.React.createElement(Headers, { ...props, headers }) : null;
    },
    ExamplesSelect: (ExamplesSelect) => (props) =>
      props.examples?.size > 1 ? system.React.createElement(ExamplesSelect, props) : null,
  },
});

window.onload = () => {
  window.ui = SwaggerUIBundle({
    ...CONFIGURATION,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl, Concise],
    layout: "StandaloneLayout",
  });
};
