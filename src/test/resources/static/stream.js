const result = document.getElementById('result');
const source = new EventSource(`/sse${location.search}`);
source.addEventListener('start', ({ data }) => { result.dataset.session = JSON.parse(data).session; });
source.addEventListener('close', ({ data }) => { result.textContent += `(${JSON.parse(data).code}) `; });
source.onmessage = ({ data }) => { result.textContent += `${JSON.parse(data).text} `; };
