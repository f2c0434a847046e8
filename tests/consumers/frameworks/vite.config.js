import { defineConfig } from 'vite';

const pages = ['alpine', 'react', 'vue', 'zone'];

export default defineConfig({ build: { rollupOptions: { input: pages.map((page) => `${page}.html`) } } });
