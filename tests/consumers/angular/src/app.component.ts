import { Component } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';

import { SessionComponent } from './session.component';

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet, SessionComponent],
  template: `
    <app-session />
    <nav><a routerLink="/">Analytics</a> <a routerLink="/support">Support</a></nav>
    <router-outlet />
  `,
})
export class AppComponent {}
