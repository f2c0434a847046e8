import 'embed-host/auto';

import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter } from '@angular/router';

import { AnalyticsComponent } from './analytics.component';
import { AppComponent } from './app.component';
import { SupportComponent } from './support.component';

const routes = [
  { path: '', component: AnalyticsComponent },
  { path: 'support', component: SupportComponent },
];

bootstrapApplication(AppComponent, { providers: [provideRouter(routes)] });
