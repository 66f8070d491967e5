export default {
  title: 'Gates',
  base: '/gates/',
  cleanUrls: true,  sitemap: { hostname: 'https://locks.works/gates/' },
};
