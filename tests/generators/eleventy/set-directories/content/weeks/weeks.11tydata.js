export default {
  permalink: (data) => {
    const date = new Date(data.date);
    const year = date.getFullYear();
    const month = (date.getMonth() + 1).toString().padStart(2, "0");
    return `/${year}/${month}/${data.page.fileSlug}/`;
  },
};
