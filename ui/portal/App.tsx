import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Toaster } from '@shared/components/Toaster';
import { useState } from 'react';
import { makeClient } from './api/client';
import { makeRouter } from './router';

/** The portal. */
export function App() {
  const [client] = useState(makeClient);
  const [router] = useState(makeRouter);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>
  );
}
