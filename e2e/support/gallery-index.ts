export default class { }
