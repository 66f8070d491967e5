export const repository = { url: 'https://forge.net/harbour' };
export const harbour = {
  name: 'The harbour',
  url: 'https://harbour-office.net',
};
