/** All texts in this language, by their first key: a file for each area of the panel. */
const areas = import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' })

export default Object.assign({}, ...Object.values(areas)) as Record<string, object>
