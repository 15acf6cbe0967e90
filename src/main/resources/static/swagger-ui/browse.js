// Shows the description of the REST interface that this service has, wherever its context path puts it.
SwaggerUIBundle({
  url: new URL('../v3/api-docs', import.meta.url).href,
  dom_id: '#interface',
  deepLinking: true,
  validatorUrl: null,
});
