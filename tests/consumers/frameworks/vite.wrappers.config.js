import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const version = process.env.REACT_VERSION;

// The pages of the entries for frameworks, with one version of React.
export default defineConfig({
  build: { rollupOptions: { input: ['react-wrapper.html', 'vue-wrapper.html'] } },
  plugins: [vue()],
  resolve: { alias: version === '18' ? { react: 'react-18', 'react-dom': 'react-dom-18' } : {} },
});
