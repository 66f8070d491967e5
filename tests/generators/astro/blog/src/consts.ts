export const SITE_TITLE = 'Gable';
