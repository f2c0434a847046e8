import 'embed-host/auto';

export default defineNuxtPlugin({ enforce: 'pre', setup() {} });
