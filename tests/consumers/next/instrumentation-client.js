import 'embed-host/auto';
