window.onload = () => {
  window.ui = SwaggerUIBundle({
    ...CONFIGURATION,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
    layout: "StandaloneLayout",
  });
};
