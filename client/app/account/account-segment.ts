/** Where one's own account is, below a workspace's address and below the platform's. */
export const accountSegment = 'account';
