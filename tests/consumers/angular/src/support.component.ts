import { Component } from '@angular/core';

@Component({ selector: 'app-support', template: '<h1>Support</h1>' })
export class SupportComponent {}
