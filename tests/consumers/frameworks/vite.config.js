import { defineConfig } from 'vite';

const pages = ['alpine', 'react', 'react-elements', 'vue', 'vue-elements', 'zone'];

export default defineConfig({ build: { rollupOptions: { input: pages.map((page) => `${page}.html`) } } });
